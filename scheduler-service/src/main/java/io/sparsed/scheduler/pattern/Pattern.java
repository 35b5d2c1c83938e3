package io.sparsed.scheduler.pattern;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A Pattern holds the key blocks that the sparse steps of a request attend to, as 64-bit
 * little-endian words [branches, layers, heads, query blocks, words of key blocks]. Immutable.
 */
public final class Pattern {

  /** The most bytes of a chunk on the wire. */
  public static final int CHUNK_BYTES = 1 << 20;

  private final String id;
  private final PatternShape shape;
  private final byte[] words;

  /** Creates a pattern that owns {@code words}, which can be many MiB and are not copied. */
  Pattern(String id, PatternShape shape, byte[] words) {
    this.id = id;
    this.shape = shape;
    this.words = words;
  }

  /** Returns the id, which is unique to the request. */
  public String id() {
    return id;
  }

  /** Returns the shape. */
  public PatternShape shape() {
    return shape;
  }

  /** Returns the number of bytes of the words. */
  public long bytes() {
    return words.length;
  }

  /** Returns the words in order as read-only views of at most {@link #CHUNK_BYTES}. */
  public List<ByteBuffer> chunks() {
    return IntStream.range(0, Math.ceilDiv(words.length, CHUNK_BYTES))
        .map(chunk -> chunk * CHUNK_BYTES)
        .mapToObj(from -> view(from, Math.min(CHUNK_BYTES, words.length - from)))
        .toList();
  }

  /** Returns what a head keeps; of two canvases, the one with the prompt. */
  public HeadPattern head(PatternHead head) {
    int length = Math.toIntExact(shape.headBytes());
    int from = (head.layer() * shape.heads() + head.head()) * length;
    return new HeadPattern(head, shape.blockSize(), shape.blocks(), view(from, length));
  }

  private ByteBuffer view(int from, int length) {
    return ByteBuffer.wrap(words, from, length).slice().asReadOnlyBuffer();
  }
}
