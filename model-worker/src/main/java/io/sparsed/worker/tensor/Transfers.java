package io.sparsed.worker.tensor;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;

/** How 64-bit numbers get onto a device and back. Used by the thread that owns the device. */
interface Transfers {
  /**
   * A tensor [values] on the device.
   *
   * @param owner the manager that closes it
   */
  PtNDArray upload(NDManager owner, long... values);

  /** The elements of a tensor [n] of the device; waits for what computes them. */
  long[] download(PtNDArray tensor);

  /** On a device whose memory is the host's. */
  record Plain() implements Transfers {
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
