package io.sparsed.worker.cuda;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * The RowFactors of keys and values in fp8 are what their rows are multiplied by, in fp32; {@code
 * sparsed_row_factors} of the header.
 *
 * @param keys address of the factors of the keys, [kvHeads, tokens]
 * @param values address of the factors of the values, [kvHeads, tokens]
 * @param keyMeans address of the mean that the keys lack, [kvHeads, headDim]
 * @param headStride factors from one head to the next
 */
public record RowFactors(long keys, long values, long keyMeans, long headStride) {
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  /** Stands for keys and values in bf16, which have no factors. */
  static final RowFactors NONE = new RowFactors(0, 0, 0, 0);

  /** Writes the C struct. */
  void write(MemorySegment struct) {
    struct.setAtIndex(JAVA_LONG, 0, keys);
    struct.setAtIndex(JAVA_LONG, 1, values);
    struct.setAtIndex(JAVA_LONG, 2, keyMeans);
    struct.setAtIndex(JAVA_LONG, 3, headStride);
  }
}
