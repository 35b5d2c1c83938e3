/** Tests of the timing of a forward's parts. */
@NullMarked
package io.sparsed.worker.timing;

import org.jspecify.annotations.NullMarked;
