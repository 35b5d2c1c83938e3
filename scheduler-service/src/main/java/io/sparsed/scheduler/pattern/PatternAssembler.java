package io.sparsed.scheduler.pattern;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A PatternAssembler joins a pattern from the header and chunks that a worker sends. It takes no
 * more memory than the expected shape needs, and throws {@link PatternFormatException} if the
 * worker sends anything but the expected pattern. Not thread-safe.
 */
public final class PatternAssembler {

  private final String id;
  private final PatternShape expected;
  private byte @Nullable [] words;
  private int filled;

  /** Creates an assembler for the pattern {@code id} of shape {@code expected}. */
  public PatternAssembler(String id, PatternShape expected) {
    this.id = id;
    this.expected = expected;
  }

  /** Takes the header, which must come first and only once. */
  public void header(String sentId, PatternShape sent) {
    require(words == null, "a second header");
    require(sentId.equals(id), "pattern " + id + " expected, got " + sentId);
    require(sent.equals(expected), expected + " expected, got " + sent);
    require(expected.bytes() <= Integer.MAX_VALUE - Long.BYTES, expected + " is too large");
    words = new byte[(int) expected.bytes()];
  }

  /** Takes the next chunk, which must follow the header and fit in its shape. */
  public void words(ByteBuffer chunk) {
    byte[] target = begun();
    int length = chunk.remaining();
    require(length <= target.length - filled, "more than " + target.length + " bytes");
    chunk.get(target, filled, length);
    filled += length;
  }

  /** Returns the pattern, of which all words must have been sent. */
  public Pattern finish() {
    byte[] complete = begun();
    require(filled == complete.length, complete.length - filled + " bytes are missing");
    return new Pattern(id, expected, complete);
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
