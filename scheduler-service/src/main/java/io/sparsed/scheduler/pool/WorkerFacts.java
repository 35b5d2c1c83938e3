package io.sparsed.scheduler.pool;

/**
 * A WorkerFacts is a worker's description of itself.
 *
 * @param model model that it loaded
 * @param maxCanvasLength length of the longest canvas that it accepts, in tokens
 * @param device device that it runs on, "cpu" or "cuda:N", for logs
 */
public record WorkerFacts(ModelFacts model, int maxCanvasLength, String device) {}
