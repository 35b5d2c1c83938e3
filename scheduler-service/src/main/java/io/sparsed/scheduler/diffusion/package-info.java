/** Implements the denoising algorithms as pure functions of a canvas: no I/O, clock or thread. */
@NullMarked
package io.sparsed.scheduler.diffusion;

import org.jspecify.annotations.NullMarked;
