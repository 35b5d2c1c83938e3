package io.sparsed.worker.tensor;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.util.Collections;
import java.util.stream.Stream;

/**
 * Lists the parameters of a C function, as {@link CFunctions#function(String, MemoryLayout...)}
 * takes them, by how many of one type follow one another.
 */
public final class Parameters {
  private Parameters() {}

  /** Returns the parameters of some runs, one after another. */
  public static MemoryLayout[] of(MemoryLayout[]... runs) {
    return Stream.of(runs).flatMap(Stream::of).toArray(MemoryLayout[]::new);
  }

  /** Returns parameters of one layout. */
  public static MemoryLayout[] run(int count, MemoryLayout layout) {
    return Collections.nCopies(count, layout).toArray(MemoryLayout[]::new);
  }

  /** Returns 64-bit integers; addresses in a GPU's memory, sizes and streams are such, too. */
  public static MemoryLayout[] longs(int count) {
    return run(count, JAVA_LONG);
  }

  /** Returns 32-bit integers. */
  public static MemoryLayout[] ints(int count) {
    return run(count, JAVA_INT);
  }

  /** Returns 32-bit floating-point numbers. */
  public static MemoryLayout[] floats(int count) {
    return run(count, JAVA_FLOAT);
  }

  /** Returns addresses in the host's memory. */
  public static MemoryLayout[] addresses(int count) {
    return run(count, ADDRESS);
  }
}
