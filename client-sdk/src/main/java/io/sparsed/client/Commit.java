package io.sparsed.client;

/**
 * A Commit is a masked position that got a token at a step.
 *
 * @param position position on the canvas, from 0 at the first generated one
 * @param tokenId token of the position; the mask token leaves it masked
 */
public record Commit(int position, int tokenId) {}
