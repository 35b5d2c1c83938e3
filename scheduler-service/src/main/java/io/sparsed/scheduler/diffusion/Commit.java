package io.sparsed.scheduler.diffusion;

/**
 * A token that a step wrote.
 *
 * @param position canvas position
 * @param token token id; the mask token leaves the position masked
 */
public record Commit(int position, int token) {}
