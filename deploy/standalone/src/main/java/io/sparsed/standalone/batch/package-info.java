/** Batches: requests from a file, whose results go to another in order; resumable. */
@NullMarked
package io.sparsed.standalone.batch;

import org.jspecify.annotations.NullMarked;
