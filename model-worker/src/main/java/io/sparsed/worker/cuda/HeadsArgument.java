package io.sparsed.worker.cuda;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.sparsed.worker.tensor.Parameters;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * A HeadsArgument is a C struct {@code sparsed_heads}, reused from call to call. Not thread-safe.
 */
final class HeadsArgument {
  static final StructLayout LAYOUT = MemoryLayout.structLayout(JAVA_LONG, JAVA_LONG, JAVA_LONG);

  /** Returns parameters that are such structs. */
  static MemoryLayout[] layouts(int count) {
    return Parameters.run(count, LAYOUT);
  }

  private final MemorySegment struct = Arena.ofAuto().allocate(LAYOUT);

  /** Returns the struct, which holds these values until it is set again. */
  MemorySegment set(Heads heads) {
    write(struct, 0, heads);
    return struct;
  }

  /** Writes one of the structs of an array. */
  static void write(MemorySegment structs, int index, Heads heads) {
    structs.setAtIndex(JAVA_LONG, 3L * index, heads.address());
    structs.setAtIndex(JAVA_LONG, 3L * index + 1, heads.tokenStride());
    structs.setAtIndex(JAVA_LONG, 3L * index + 2, heads.headStride());
  }
}
