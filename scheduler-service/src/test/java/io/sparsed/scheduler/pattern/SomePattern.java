package io.sparsed.scheduler.pattern;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;

/** Makes the words of patterns that follow their rule. */
public final class SomePattern {

  private SomePattern() {}

  /** Returns the words of a pattern whose rows differ. */
  public static byte[] words(PatternSpec spec) {
    int blocks = spec.shape().blocks();
    int first = spec.firstGeneration();
    ByteBuffer words =
        ByteBuffer.allocate((int) spec.shape().bytes()).order(ByteOrder.LITTLE_ENDIAN);
    int perRow = Math.ceilDiv(blocks, Long.SIZE);
    int rows = words.capacity() / Long.BYTES / perRow;
    for (int row = 0; row < rows; row++) {
      BitSet kept = new BitSet();
      set(kept, row, 0, first, Math.min(spec.keep(), first));
      set(kept, row, first, blocks - first, spec.keepGeneration());
      words.position(row * perRow * Long.BYTES);
      for (long word : kept.toLongArray()) {
        words.putLong(word);
      }
    }
    return words.array();
  }

  private static void set(BitSet kept, int row, int from, int length, int count) {
    for (int i = 0; i < count; i++) {
      kept.set(from + (row + i) % length);
    }
  }
}
