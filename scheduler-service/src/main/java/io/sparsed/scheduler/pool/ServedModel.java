package io.sparsed.scheduler.pool;

/**
 * A model that can be asked for now.
 *
 * @param facts of the model
 * @param maxCanvasLength longest canvas that some worker of it accepts, tokens
 * @param workers that are ready, at least 1
 */
public record ServedModel(ModelFacts facts, int maxCanvasLength, int workers) {}
