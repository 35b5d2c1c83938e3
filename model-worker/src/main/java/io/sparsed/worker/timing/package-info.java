/** Measures the time that each part of a forward takes. */
@NullMarked
package io.sparsed.worker.timing;

import org.jspecify.annotations.NullMarked;
