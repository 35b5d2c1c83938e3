package io.sparsed.scheduler.pattern;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The key blocks that a request's sparse steps attend to. Immutable; the words are opaque here:
 * 64-bit little-endian, [branches, layers, heads, query blocks, words of key blocks].
 */
public final class Pattern {

  /** Most bytes of a chunk on the wire. */
  public static final int CHUNK_BYTES = 1 << 20;

  private final String id;
  private final PatternShape shape;
  private final byte[] words;

  /** Takes {@code words} over without a copy: they can be many MiB. */
  Pattern(String id, PatternShape shape, byte[] words) {
    this.id = id;
    this.shape = shape;
    this.words = words;
  }

  /** Unique to its request. */
  public String id() {
    return id;
  }

  /** Its shape. */
  public PatternShape shape() {
    return shape;
  }

  /** Bytes of the words. */
  public long bytes() {
    return words.length;
  }

  /** The words in order, as read-only views of at most {@link #CHUNK_BYTES}. */
  public List<ByteBuffer> chunks() {
    return IntStream.range(0, Math.ceilDiv(words.length, CHUNK_BYTES))
        .map(chunk -> chunk * CHUNK_BYTES)
        .mapToObj(from -> view(from, Math.min(CHUNK_BYTES, words.length - from)))
        .toList();
  }

  private ByteBuffer view(int from, int length) {
    return ByteBuffer.wrap(words, from, length).slice().asReadOnlyBuffer();
  }
}
