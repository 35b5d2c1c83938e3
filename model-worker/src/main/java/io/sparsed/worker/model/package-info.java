/**
 * The transformer. Architectures differ in a specification and in tensor names; {@code Layers} and
 * {@code FeedForward} are portable or CUDA.
 */
@NullMarked
package io.sparsed.worker.model;

import org.jspecify.annotations.NullMarked;
