package io.sparsed.client;

/**
 * What a generation used.
 *
 * @param promptTokens tokens of the prompt
 * @param completionTokens tokens of the answer before the first end-of-sequence token
 * @param denseSteps forward passes with dense attention, the one that took the pattern included
 * @param sparseSteps forward passes with block-sparse attention
 * @param resumes times that the scheduler was lost and another went on
 */
public record Usage(
    int promptTokens, int completionTokens, int denseSteps, int sparseSteps, int resumes) {}
