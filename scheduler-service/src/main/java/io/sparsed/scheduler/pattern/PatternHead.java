package io.sparsed.scheduler.pattern;

/**
 * A PatternHead names a head of a pattern.
 *
 * @param layer index of the layer
 * @param head index of the query head
 */
public record PatternHead(int layer, int head) {}
