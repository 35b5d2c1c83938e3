package io.sparsed.worker.grpc;

import com.google.protobuf.ByteString;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;

/** Collects the words of a pattern in memory that grows with what arrives. Not thread-safe. */
final class PatternWords {
  private final int length;
  private long[] words = new long[0];
  private int received;

  /**
   * Makes an empty collection.
   *
   * @param length words of the whole pattern
   */
  PatternWords(int length) {
    this.length = length;
  }

  /** Returns the number of words that arrived. */
  int received() {
    return received;
  }

  /** Appends the words of a chunk. */
  void append(ByteString chunk) {
    int count = chunk.size() / Long.BYTES;
    if (count == 0 || chunk.size() % Long.BYTES != 0 || count > length - received) {
      throw new IllegalArgumentException(
          "%d bytes are no whole words, or more than the %d words that the header leaves"
              .formatted(chunk.size(), length - received));
    }
    if (received + count > words.length) {
      words = Arrays.copyOf(words, (int) Math.min(length, 2L * (received + count)));
    }
    LongBuffer arrived = chunk.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    arrived.get(words, received, count);
    received += count;
  }

  /** Returns all words; throws if some are missing. */
  long[] whole() {
    if (received < length) {
      throw new IllegalArgumentException(
          "the pattern is not whole: " + (length - received) + " words are missing");
    }
    return words;
  }
}
