/** A generation from its admission to its answer: the denoising loop, its limits and its events. */
@NullMarked
package io.sparsed.scheduler.generation;

import org.jspecify.annotations.NullMarked;
