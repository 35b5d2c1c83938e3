package io.sparsed.client;

/**
 * A Usage counts the tokens, steps and work of a generation.
 *
 * @param promptTokens tokens of the prompt
 * @param completionTokens tokens of the answer before the first end-of-sequence token
 * @param denseSteps forward passes with dense attention, including the one that took the pattern
 * @param sparseSteps forward passes with block-sparse attention
 * @param reuseSteps forward passes, among both, that reused keys and values
 * @param resumes number of times that a scheduler was lost and another went on
 * @param flops work of the forward passes in floating-point operations
 * @param attended share of the pairs of a query and a key that attention read, in [0, 1], the mean
 *     of all forward passes; 1 if every one was dense
 */
public record Usage(
    int promptTokens,
    int completionTokens,
    int denseSteps,
    int sparseSteps,
    int reuseSteps,
    int resumes,
    double flops,
    double attended) {}
