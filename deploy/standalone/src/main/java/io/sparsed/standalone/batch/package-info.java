/** Many requests from a file, their results in order into another, resumable. */
@NullMarked
package io.sparsed.standalone.batch;

import org.jspecify.annotations.NullMarked;
