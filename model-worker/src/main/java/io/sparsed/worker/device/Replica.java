package io.sparsed.worker.device;

import io.sparsed.worker.attention.AttentionKernels;
import io.sparsed.worker.attention.AttentionPrecision;
import io.sparsed.worker.attention.KeyValuesMemory;
import io.sparsed.worker.attention.ReuseAttention;
import io.sparsed.worker.model.Layers;
import io.sparsed.worker.model.LinearLayers;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.model.Peers;
import io.sparsed.worker.model.Transformer;
import io.sparsed.worker.tensor.Torch;

/**
 * A Replica is the model on one device of a worker. It has all weights and attends with some heads.
 * Owned by the thread of the device.
 *
 * @param device index of the device
 * @param torch device; not closed with this
 * @param kernels attention with the heads of this device
 * @param keyValues memory for keys and values that are kept
 */
record Replica(
    int device,
    Torch torch,
    Transformer transformer,
    AttentionKernels kernels,
    KeyValuesMemory keyValues)
    implements AutoCloseable {
  /** Loads the weights. */
  static Replica load(
      Torch torch,
      Replicas.Source source,
      ModelSpec spec,
      LinearLayers linearLayers,
      AttentionPrecision precision,
      Peers peers) {
    var kernels = source.kernels();
    var weights = source.weights();
    var layers = Layers.load(torch, kernels, spec, weights, linearLayers);
    var reuse = ReuseAttention.of(torch, kernels, spec.headDim());
    var transformer = new Transformer(torch, spec, weights, layers, reuse, peers);
    return new Replica(
        peers.index(),
        torch,
        transformer,
        AttentionKernels.of(torch, kernels, peers.heads(spec), precision),
        KeyValuesMemory.of(torch, kernels, transformer.keyValues(), precision));
  }

  @Override
  public void close() {
    kernels.close();
    keyValues.close();
    transformer.close();
  }
}
