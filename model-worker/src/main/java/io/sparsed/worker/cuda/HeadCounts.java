package io.sparsed.worker.cuda;

/**
 * The heads of a layer.
 *
 * @param heads query heads
 * @param kvHeads key/value heads
 * @param headDim dimensions of a head
 */
public record HeadCounts(int heads, int kvHeads, int headDim) {}
