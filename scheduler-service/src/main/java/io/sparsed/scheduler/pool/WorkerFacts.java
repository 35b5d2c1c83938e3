package io.sparsed.scheduler.pool;

/**
 * What a worker says of itself.
 *
 * @param model the model it loaded
 * @param maxCanvasLength longest canvas it accepts, tokens
 * @param device "cpu" or "cuda:N", for logs
 */
public record WorkerFacts(ModelFacts model, int maxCanvasLength, String device) {}
