package io.sparsed.worker.model;

import ai.djl.pytorch.engine.PtNDArray;

/** A WeightSource gives the weights of a model: those of a checkpoint, or random ones. */
@FunctionalInterface
public interface WeightSource {
  /**
   * Puts a slice of a tensor on the device, in the type that the model computes in. The device's
   * root manager closes it.
   *
   * @param name one of the names of {@link TensorNames#shapes}
   */
  PtNDArray tensor(String name, Slice slice);

  /** Puts a whole tensor on the device. */
  default PtNDArray tensor(String name) {
    return tensor(name, Slice.WHOLE);
  }

  /**
   * A Slice is one of the equal parts that a tensor is cut into along a dimension.
   *
   * @param dimension dimension that is cut: 0 for rows, 1 for columns
   * @param index index of the part
   * @param parts number of parts, a divisor of the dimension's size
   */
  record Slice(int dimension, int index, int parts) {
    /** The one part of a tensor that is not cut. */
    public static final Slice WHOLE = new Slice(0, 0, 1);

    /** Returns the size of the part of a dimension of this size. */
    public long size(long whole) {
      return whole / parts;
    }
  }
}
