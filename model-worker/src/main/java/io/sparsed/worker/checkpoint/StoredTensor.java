package io.sparsed.worker.checkpoint;

import io.sparsed.worker.tensor.ElementType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A StoredTensor is a tensor in a memory-mapped file.
 *
 * @param file name of the file
 * @param shape sizes of the dimensions, outermost first
 * @param data elements, row-major, little-endian; valid while the checkpoint is open
 */
public record StoredTensor(
    String file, String name, ElementType type, List<Long> shape, MemorySegment data) {
  public StoredTensor {
    shape = List.copyOf(shape);
  }

  /** Returns the shape as an array. */
  public long[] dimensions() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }
}
