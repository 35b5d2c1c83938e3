package io.sparsed.worker.cuda;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A FewRowsArgument is an array of C structs {@code sparsed_few_rows}, reused from call to call.
 * Not thread-safe.
 */
final class FewRowsArgument {
  private static final int TENSORS = 6;
  private static final MemoryLayout STRUCT =
      MemoryLayout.structLayout(
          MemoryLayout.sequenceLayout(TENSORS, HeadsArgument.LAYOUT),
          MemoryLayout.sequenceLayout(2, JAVA_LONG),
          RowFactors.LAYOUT,
          MemoryLayout.sequenceLayout(5, JAVA_INT),
          MemoryLayout.paddingLayout(Integer.BYTES));
  private static final Heads NONE = new Heads(0, 0, 0);

  private MemorySegment structs = allocate(1);

  private static MemorySegment allocate(long count) {
    return Arena.ofAuto().allocate(STRUCT, count);
  }

  /** Returns the structs, which hold these values until they are set again. */
  MemorySegment set(List<FewRows> sequences) {
    if (structs.byteSize() < sequences.size() * STRUCT.byteSize()) {
      structs = allocate(sequences.size());
    }
    for (int i = 0; i < sequences.size(); i++) {
      set(structs.asSlice(i * STRUCT.byteSize(), STRUCT), sequences.get(i));
    }
    return structs;
  }

  private static void set(MemorySegment struct, FewRows sequence) {
    var replacement = sequence.replacement();
    var newKey = replacement.map(FewRows.Replacement::key).orElse(NONE);
    var newValue = replacement.map(FewRows.Replacement::value).orElse(NONE);
    var tensors =
        List.of(
            sequence.query(),
            sequence.keyValues().keys(),
            sequence.keyValues().values(),
            sequence.output(),
            newKey,
            newValue);
    for (int i = 0; i < TENSORS; i++) {
      HeadsArgument.write(struct, i, tensors.get(i));
    }
    var pattern = sequence.pattern();
    long numbers = TENSORS * HeadsArgument.LAYOUT.byteSize();
    struct.set(JAVA_LONG, numbers, pattern.address());
    struct.set(JAVA_LONG, numbers + Long.BYTES, pattern.wordsPerHead());
    var factors = struct.asSlice(numbers + 2L * Long.BYTES);
    sequence.keyValues().factors().orElse(RowFactors.NONE).write(factors);
    var ints = factors.asSlice(RowFactors.LAYOUT.byteSize());
    ints.setAtIndex(JAVA_INT, 0, pattern.skippedRows());
    ints.setAtIndex(JAVA_INT, 1, sequence.rows());
    ints.setAtIndex(JAVA_INT, 2, sequence.keys());
    ints.setAtIndex(JAVA_INT, 3, pattern.blockSize());
    ints.setAtIndex(JAVA_INT, 4, replacement.map(FewRows.Replacement::firstKey).orElse(0));
  }
}
