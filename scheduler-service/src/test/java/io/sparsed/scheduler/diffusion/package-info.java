/** Tests of the package. */
@NullMarked
package io.sparsed.scheduler.diffusion;

import org.jspecify.annotations.NullMarked;
