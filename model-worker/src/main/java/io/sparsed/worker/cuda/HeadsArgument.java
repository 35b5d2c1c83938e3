package io.sparsed.worker.cuda;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** A C struct {@code sparsed_heads} that is reused from call to call. Not thread-safe. */
final class HeadsArgument {
  static final StructLayout LAYOUT = MemoryLayout.structLayout(JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private final MemorySegment struct = Arena.ofAuto().allocate(LAYOUT);

  /** Returns the struct, which holds these values until it is set again. */
  MemorySegment set(Heads heads) {
    struct.setAtIndex(JAVA_LONG, 0, heads.address());
    struct.setAtIndex(JAVA_LONG, 1, heads.tokenStride());
    struct.setAtIndex(JAVA_LONG, 2, heads.headStride());
    return struct;
  }
}
