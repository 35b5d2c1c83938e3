package io.sparsed.worker.model;

import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.model.CudaLinear.Weight;
import io.sparsed.worker.model.FeedForwardWeights.Mlp;
import io.sparsed.worker.tensor.Torch;
import java.util.List;

/**
 * Computes a SwiGLU MLP in bf16 on a GPU: gate and up in one product. Nothing waits for the GPU.
 */
final class CudaMlp {
  private final Torch torch;
  private final CudaLinear linear;
  private final CudaFunctions functions;

  /**
   * The weights of one MLP.
   *
   * @param gateUp gates, then ups: [2 * width, hidden]
   * @param down [hidden, width]
   */
  record Weights(Weight gateUp, Weight down) implements CudaFeedForward.Part {
    /** Takes the weights over; gate and up are freed as soon as they are fused. */
    static Weights of(CudaLinear linear, Mlp parts) {
      return new Weights(
          linear.weight(linear.fuse(List.of(parts.gate(), parts.up()))),
          linear.weight(parts.down()));
    }
  }

  CudaMlp(Torch torch, CudaLinear linear, CudaFunctions functions) {
    this.torch = torch;
    this.linear = linear;
    this.functions = functions;
  }

  /** Adds the MLP of n rows of h, from a row on, to the same rows of x. */
  void add(PtNDArray x, Rows h, int from, int n, Weights weights) {
    try (var scope = torch.manager().newSubManager()) {
      var gateUp = linear.product(scope, h, from, n, weights.gateUp());
      var gated = functions.gate(scope, gateUp);
      linear.addProduct(x, from, n, gated, weights.down());
    }
  }
}
