package io.sparsed.worker.cuda;

/**
 * The numbers of heads of a layer, and their size.
 *
 * @param heads number of query heads
 * @param kvHeads number of key/value heads
 * @param headDim elements of a head
 */
public record HeadCounts(int heads, int kvHeads, int headDim) {}
