package io.sparsed.scheduler.pool;

/**
 * A WorkerFacts is a worker's description of itself.
 *
 * @param model model that it loaded
 * @param maxCanvasLength length of the longest canvas that it accepts, in tokens
 * @param keyValueCapacity the most bytes of keys and values that it keeps, 0 or more
 * @param device device that it runs on, "cpu" or "cuda:N", for logs
 */
public record WorkerFacts(ModelFacts model, int maxCanvasLength, long keyValueCapacity, String device) {}
