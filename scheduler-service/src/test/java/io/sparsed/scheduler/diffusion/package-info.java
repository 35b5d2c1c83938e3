/** Tests the denoising algorithms. */
@NullMarked
package io.sparsed.scheduler.diffusion;

import org.jspecify.annotations.NullMarked;
