/** Inspection of checkpoint folders, without loading them. */
@NullMarked
package io.sparsed.standalone.inspect;

import org.jspecify.annotations.NullMarked;
