package io.sparsed.client;

/**
 * A masked position that got a token.
 *
 * @param position counted from the first generated position
 * @param tokenId the token; the mask token itself leaves the position masked
 */
public record Commit(int position, int tokenId) {}
