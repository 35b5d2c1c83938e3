/** Runs generations from admission to answer: the denoising loop, its options and its events. */
@NullMarked
package io.sparsed.scheduler.generation;

import org.jspecify.annotations.NullMarked;
