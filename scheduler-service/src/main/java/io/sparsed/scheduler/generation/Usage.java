package io.sparsed.scheduler.generation;

/**
 * A Usage counts the tokens, forwards and work of a generation. Steps before a resumption count as
 * if they had been done here.
 *
 * @param promptTokens tokens of the prompt
 * @param completionTokens tokens of the answer before the first end-of-sequence token
 * @param denseSteps forwards with dense attention
 * @param sparseSteps forwards with block-sparse attention
 * @param reuseSteps forwards, among the dense and sparse ones, that computed the active rows only
 * @param resumes number of times that the generation was resumed
 * @param flops work of the forwards in floating-point operations
 * @param attended share of the key blocks that attention read, in (0, 1], the mean of the forwards
 *     that ran here
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
