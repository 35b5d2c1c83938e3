package io.sparsed.worker.model;

import ai.djl.pytorch.engine.PtNDArray;

/** Where weights come from: a checkpoint, or a generator of random ones. */
@FunctionalInterface
public interface WeightSource {
  /**
   * Puts a tensor on the device, in the type that the model computes in; the device's root manager
   * closes it.
   *
   * @param name one of {@link TensorNames#shapes}
   */
  PtNDArray tensor(String name);
}
