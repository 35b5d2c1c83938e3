package io.sparsed.scheduler.pattern;

import java.nio.ByteBuffer;

/**
 * A HeadPattern holds the key blocks that each query block of a head keeps.
 *
 * @param head the head
 * @param blockSize tokens of a block
 * @param blocks blocks of the canvas
 * @param words 64-bit little-endian words [query blocks, words of key blocks], read-only
 */
public record HeadPattern(PatternHead head, int blockSize, int blocks, ByteBuffer words) {}
