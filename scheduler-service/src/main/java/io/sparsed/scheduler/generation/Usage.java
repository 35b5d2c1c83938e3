package io.sparsed.scheduler.generation;

/**
 * What a generation used.
 *
 * @param promptTokens tokens of the prompt
 * @param completionTokens tokens of the answer before the first end-of-sequence token
 * @param denseSteps forwards with dense attention
 * @param sparseSteps forwards with block-sparse attention
 * @param resumes times that the generation was resumed; the steps before count as if done here
 */
public record Usage(
    int promptTokens, int completionTokens, int denseSteps, int sparseSteps, int resumes) {}
