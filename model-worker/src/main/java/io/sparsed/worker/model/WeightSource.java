package io.sparsed.worker.model;

import ai.djl.pytorch.engine.PtNDArray;

/** A WeightSource gives the weights of a model: those of a checkpoint, or random ones. */
@FunctionalInterface
public interface WeightSource {
  /**
   * Puts a tensor on the device, in the type that the model computes in. The device's root manager
   * closes it.
   *
   * @param name one of the names of {@link TensorNames#shapes}
   */
  PtNDArray tensor(String name);
}
