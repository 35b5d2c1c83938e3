package io.sparsed.worker.tensor;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;

/** Copies 64-bit numbers to a device and back. Used by the thread that owns the device. */
interface Transfers {
  /**
   * Copies values to a tensor [values] on the device.
   *
   * @param owner manager that closes the tensor
   */
  PtNDArray upload(NDManager owner, long... values);

  /** Copies a tensor [n] to the host; waits for the work that computes it. */
  long[] download(PtNDArray tensor);

  /** Copies within the host's memory, for a CPU. */
  record OnHost() implements Transfers {
    @Override
    public PtNDArray upload(NDManager owner, long... values) {
      return (PtNDArray) owner.create(values);
    }

    @Override
    public long[] download(PtNDArray tensor) {
      return tensor.toLongArray();
    }
  }
}
