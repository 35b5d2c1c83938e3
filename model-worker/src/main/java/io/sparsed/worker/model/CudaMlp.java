package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.model.CudaLinear.Weight;
import io.sparsed.worker.tensor.Torch;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The dense SwiGLU MLP of every layer in bf16 on a GPU: gate and up in one product, the residual
 * changed in place. Nothing waits for the GPU.
 */
final class CudaMlp implements FeedForward {
  /** Rows at a time: enough to fill a GPU, few enough to bound the memory of the gates. */
  private static final int ROWS = 16_384;

  private final Torch torch;
  private final CudaLinear linear;
  private final CudaFunctions functions;
  private final Peers peers;
  private final List<Weights> weights;

  /**
   * The weights of one layer.
   *
   * @param norm [hidden]
   * @param gateUp gates, then ups: [2 * intermediate, hidden]
   * @param down [hidden, intermediate]
   */
  private record Weights(PtNDArray norm, Weight gateUp, Weight down) {
    /** Loads a layer; gate and up are freed as soon as they are fused. */
    static Weights load(CudaLinear linear, MlpWeights parts) {
      return new Weights(
          parts.norm(),
          linear.weight(linear.fuse(List.of(parts.gate(), parts.up()))),
          linear.weight(parts.down()));
    }
  }

  /**
   * Loads the weights.
   *
   * @param linear not closed with this
   */
  CudaMlp(
      Torch torch,
      CudaLinear linear,
      CudaFunctions functions,
      ModelSpec spec,
      WeightSource source,
      Peers peers) {
    this.torch = torch;
    this.linear = linear;
    this.functions = functions;
    this.peers = peers;
    this.weights =
        IntStream.range(0, spec.layers())
            .mapToObj(layer -> Weights.load(linear, MlpWeights.load(spec, source, peers, layer)))
            .toList();
  }

  @Override
  public PtNDArray addTo(NDManager owner, int layer, PtNDArray x) {
    var weight = weights.get(layer);
    try (var scope = torch.manager().newSubManager()) {
      int rows = Math.toIntExact(x.getShape().get(0));
      var h = functions.rmsNorm(scope, x, weight.norm());
      peers.add(
          x,
          () -> {
            for (int from = 0; from < rows; from += ROWS) {
              addRows(x, h, from, Math.min(ROWS, rows - from), weight);
            }
          });
      return x;
    }
  }

  private void addRows(PtNDArray x, PtNDArray h, int from, int n, Weights weight) {
    try (var scope = torch.manager().newSubManager()) {
      var gateUp = linear.product(scope, h, from, n, weight.gateUp());
      var gated = functions.gate(scope, gateUp);
      linear.addProduct(x, from, n, gated, weight.down());
    }
  }

  @Override
  public void close() {
    // the weights belong to the device's root manager
  }
}
