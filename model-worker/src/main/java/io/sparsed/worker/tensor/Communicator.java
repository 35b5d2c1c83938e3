package io.sparsed.worker.tensor;

import java.util.List;

/**
 * A Communicator exchanges memory among the devices of a worker. The thread of each device calls
 * it, all in the same order.
 */
public interface Communicator extends AutoCloseable {
  /** The communicator of a device that is alone. */
  Communicator ALONE =
      new Communicator() {
        @Override
        public int devices() {
          return 1;
        }

        @Override
        public void exchange(int device, List<Block> sent, List<Block> received) {
          throw new UnsupportedOperationException("one device has nobody to exchange with");
        }

        @Override
        public void check(int device) {}

        @Override
        public void abort() {}

        @Override
        public void renew() {}

        @Override
        public void close() {}
      };

  /**
   * A Block is a contiguous piece of a device's memory.
   *
   * @param address address of its first byte
   * @param bytes size in bytes, 0 or more
   */
  record Block(long address, long bytes) {}

  /** Returns the number of devices. */
  int devices();

  /**
   * Sends a block to every device and receives one from every device, the own one included. A GPU
   * does so in the order of its stream, and nothing waits for it.
   *
   * @param device index of the calling thread's device
   * @param sent block for each device
   * @param received room for the block from each device
   * @throws AbortedException if the exchange was aborted
   */
  void exchange(int device, List<Block> sent, List<Block> received);

  /**
   * Throws if an exchange of a device failed. A GPU has done its work when this is asked.
   *
   * @throws AbortedException if the exchange was aborted
   */
  void check(int device);

  /** Ends every exchange, and refuses further ones until it is renewed. Safe from any thread. */
  void abort();

  /** Permits exchanges again after an abort. No device is in one. */
  void renew();

  @Override
  void close();

  /** Thrown if an exchange ends because a device failed. */
  final class AbortedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Makes an exception that says so. */
    public AbortedException() {
      super("another device of this worker failed, so that its devices left the pass");
    }
  }
}
