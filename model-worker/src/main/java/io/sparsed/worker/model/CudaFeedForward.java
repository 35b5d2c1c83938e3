package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.model.FeedForwardWeights.Experts;
import io.sparsed.worker.model.FeedForwardWeights.Mlp;
import io.sparsed.worker.tensor.Torch;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A CudaFeedForward computes the feed-forward of every layer in bf16 on a GPU, and changes the
 * residual in place.
 */
final class CudaFeedForward implements FeedForward {
  /** Rows at a time: enough to fill a GPU, few enough to bound the memory of the gates. */
  private static final int MOST_ROWS = 16_384;

  private final Torch torch;
  private final CudaFunctions functions;
  private final CudaMlp mlp;
  private final CudaExperts experts;
  private final List<Weights> weights;

  /** A Part holds the weights of what follows the norm. */
  sealed interface Part permits CudaMlp.Weights, CudaExperts.Weights {}

  /**
   * The weights of one layer.
   *
   * @param norm [hidden]
   */
  private record Weights(PtNDArray norm, Part part) {
    static Weights of(CudaLinear linear, FeedForwardWeights parts) {
      return new Weights(
          parts.norm(),
          switch (parts.part()) {
            case Mlp each -> CudaMlp.Weights.of(linear, each);
            case Experts each -> CudaExperts.Weights.of(linear, each);
          });
    }
  }

  /**
   * Loads the weights.
   *
   * @param linear not closed with this
   */
  CudaFeedForward(
      Torch torch,
      CudaDevice cuda,
      CudaLinear linear,
      CudaFunctions functions,
      ModelSpec spec,
      WeightSource source) {
    this.torch = torch;
    this.functions = functions;
    this.mlp = new CudaMlp(torch, linear, functions);
    this.experts = new CudaExperts(torch, cuda, linear, mlp);
    this.weights =
        IntStream.range(0, spec.layers())
            .mapToObj(layer -> Weights.of(linear, FeedForwardWeights.load(spec, source, layer)))
            .toList();
  }

  @Override
  public PtNDArray addTo(NDManager owner, int layer, PtNDArray x) {
    var weight = weights.get(layer);
    try (var scope = torch.manager().newSubManager()) {
      int rows = Math.toIntExact(x.getShape().get(0));
      int evenly = Math.ceilDiv(rows, Math.ceilDiv(rows, MOST_ROWS)); // no part has few rows
      int atATime = Math.ceilDiv(evenly, Rows.ALIGNMENT) * Rows.ALIGNMENT;
      var h = norm(scope, x, weight);
      for (int from = 0; from < rows; from += atATime) {
        add(x, h, from, Math.min(atATime, rows - from), weight.part());
      }
      return x;
    }
  }

  /** Returns the norm of the residual; experts choose by rows in bf16. */
  private Rows norm(NDManager owner, PtNDArray x, Weights weight) {
    return switch (weight.part()) {
      case CudaMlp.Weights _ -> functions.norm(owner, x, weight.norm());
      case CudaExperts.Weights _ -> Rows.inBf16(functions.rmsNorm(owner, x, weight.norm()));
    };
  }

  private void add(PtNDArray x, Rows h, int from, int n, Part part) {
    switch (part) {
      case CudaMlp.Weights each -> mlp.add(x, h, from, n, each);
      case CudaExperts.Weights each -> experts.add(x, h.matrix(), from, n, each);
    }
  }

  /** Returns true if no layer has experts, which libtorch chooses. */
  boolean isRecordable() {
    return weights.stream().allMatch(each -> each.part() instanceof CudaMlp.Weights);
  }

  @Override
  public void close() {
    experts.close(); // the weights belong to the device's root manager
  }
}
