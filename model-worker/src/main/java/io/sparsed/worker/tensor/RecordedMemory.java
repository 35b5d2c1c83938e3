package io.sparsed.worker.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * A RecordedMemory is a device's memory for the tensors of recordings, which never run at the same
 * time. It grows by blocks that are kept, since recordings know their addresses. Owned by the
 * device thread.
 */
final class RecordedMemory {
  /** Bytes of a block: what a layer takes with some 500 rows. */
  static final long BLOCK_BYTES = 64L << 20;

  /** Most bytes of all blocks. */
  static final long MOST_BYTES = 512L << 20;

  private static final long ALIGNMENT = 256;

  private final LongUnaryOperator allocate;
  private final List<Block> blocks = new ArrayList<>();
  private int current;
  private long taken; // bytes of the current block

  private record Block(long address, long bytes) {}

  /** Thrown if a recording needs more than {@link #MOST_BYTES}. */
  static final class ExhaustedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ExhaustedException() {
      super("a recording needs more than " + MOST_BYTES + " bytes");
    }
  }

  /**
   * Makes a memory without a block.
   *
   * @param allocate returns the address of so many bytes, which live as long as the device
   */
  RecordedMemory(LongUnaryOperator allocate) {
    this.allocate = allocate;
  }

  /**
   * Returns the address of uninitialized memory, which is that of no other tensor until {@link
   * #reuse}.
   *
   * @throws ExhaustedException if there is not as much
   */
  long take(long bytes) {
    long aligned = Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    while (current < blocks.size() && aligned > blocks.get(current).bytes() - taken) {
      current++;
      taken = 0;
    }
    if (current == blocks.size()) {
      grow(Math.max(BLOCK_BYTES, aligned));
    }
    long address = blocks.get(current).address() + taken;
    taken += aligned;
    return address;
  }

  private void grow(long bytes) {
    if (bytes > MOST_BYTES - blocks.stream().mapToLong(Block::bytes).sum()) {
      throw new ExhaustedException();
    }
    blocks.add(new Block(allocate.applyAsLong(bytes), bytes));
  }

  /** Gives all memory to the next tensors. */
  void reuse() {
    current = 0;
    taken = 0;
  }
}
