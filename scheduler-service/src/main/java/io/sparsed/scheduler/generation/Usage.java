package io.sparsed.scheduler.generation;

/**
 * What a generation used.
 *
 * @param promptTokens tokens of the prompt
 * @param completionTokens tokens of the answer before the first end-of-sequence token
 * @param denseSteps forwards with dense attention
 * @param sparseSteps forwards with block-sparse attention
 */
public record Usage(int promptTokens, int completionTokens, int denseSteps, int sparseSteps) {}
