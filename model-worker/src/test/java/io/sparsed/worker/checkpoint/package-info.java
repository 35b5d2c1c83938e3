/** Tests of checkpoints that can and cannot be served. */
@NullMarked
package io.sparsed.worker.checkpoint;

import org.jspecify.annotations.NullMarked;
