package io.sparsed.scheduler.pattern;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A PatternAssembler joins a pattern from the header and chunks that a worker sends. It takes no
 * more memory than the expected shape needs, and throws {@link PatternFormatException} if the
 * worker sends anything but the expected pattern. Not thread-safe.
 */
public final class PatternAssembler {

  private final String id;
  private final PatternSpec expected;
  private byte @Nullable [] words;
  private int filled;

  /** Creates an assembler for the pattern {@code id}. */
  public PatternAssembler(String id, PatternSpec expected) {
    this.id = id;
    this.expected = expected;
  }

  /** Takes the header, which must come first and only once. */
  public void header(String sentId, PatternShape sent) {
    require(words == null, "a second header");
    PatternShape shape = expected.shape();
    require(sentId.equals(id), "another pattern than " + id);
    require(sent.equals(shape), shape + " expected, got " + sent);
    require(shape.bytes() <= Integer.MAX_VALUE - Long.BYTES, shape + " is too large");
    words = new byte[(int) shape.bytes()];
  }

  /** Takes the next chunk, which must follow the header and fit in its shape. */
  public void words(ByteBuffer chunk) {
    byte[] target = begun();
    int length = chunk.remaining();
    require(length > 0, "an empty chunk");
    require(length <= target.length - filled, "more than " + target.length + " bytes");
    chunk.get(target, filled, length);
    filled += length;
  }

  /** Returns the pattern, of which all words must have been sent and each row follow its rule. */
  public Pattern finish() {
    byte[] complete = begun();
    require(filled == complete.length, complete.length - filled + " bytes are missing");
    checkRows(ByteBuffer.wrap(complete).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer());
    return new Pattern(id, expected.shape(), complete);
  }

  private void checkRows(LongBuffer all) {
    int blocks = expected.shape().blocks();
    int perRow = Math.ceilDiv(blocks, Long.SIZE);
    for (int start = 0; start < all.capacity(); start += perRow) {
      BitSet row = BitSet.valueOf(all.slice(start, perRow));
      require(row.length() <= blocks, "a row has a bit beyond its " + blocks + " blocks");
      int prompt = row.get(0, expected.firstGeneration()).cardinality();
      expected.checkKept(prompt, row.cardinality() - prompt);
    }
  }

  private byte[] begun() {
    if (words == null) {
      throw new PatternFormatException("the header is missing");
    }
    return words;
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new PatternFormatException(problem);
    }
  }
}
