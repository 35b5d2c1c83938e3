/** The denoising algorithms as pure functions of a canvas: no I/O, no clock, no threads. */
@NullMarked
package io.sparsed.scheduler.diffusion;

import org.jspecify.annotations.NullMarked;
