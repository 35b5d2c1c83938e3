package io.sparsed.scheduler.pool;

/**
 * A ServedModel is a model with at least one ready worker.
 *
 * @param facts facts of the model
 * @param maxCanvasLength length of the longest canvas that any of its workers accepts, in tokens
 * @param keyValueCapacity most bytes of keys and values that any of its workers keeps
 * @param workers number of ready workers, at least 1
 */
public record ServedModel(
    ModelFacts facts, int maxCanvasLength, long keyValueCapacity, int workers) {}
