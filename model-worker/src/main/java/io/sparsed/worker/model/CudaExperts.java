package io.sparsed.worker.model;

import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.model.CudaLinear.Weight;
import io.sparsed.worker.model.FeedForwardWeights.Experts;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;
import java.util.List;
import java.util.Optional;

/**
 * Computes the MLPs of experts in bf16 on a GPU. Rows are grouped by expert, each group filled up
 * to whole blocks, so that the products of a row do not depend on how many others chose its expert.
 * Waits for the GPU once, to learn how many did.
 */
final class CudaExperts implements AutoCloseable {
  /** Rows from which on a GPU sums the products of a row in one order, however many rows are. */
  private static final int BLOCK = 128;

  private final Torch torch;
  private final CudaLinear linear;
  private final CudaMlp mlp;
  private final Script group;
  private final Script add;
  private final PtNDArray none;

  /**
   * The weights of one layer.
   *
   * @param chosen experts that a token chooses
   * @param router [experts, hidden]
   * @param bias [experts], where the router has one
   */
  record Weights(
      int chosen,
      Weight router,
      Optional<PtNDArray> bias,
      List<CudaMlp.Weights> experts,
      Optional<CudaMlp.Weights> shared)
      implements CudaFeedForward.Part {
    static Weights of(CudaLinear linear, Experts parts) {
      return new Weights(
          parts.chosen(),
          linear.exact(parts.router()),
          parts.bias(),
          parts.experts().stream().map(each -> CudaMlp.Weights.of(linear, each)).toList(),
          parts.shared().map(each -> CudaMlp.Weights.of(linear, each)));
    }
  }

  CudaExperts(Torch torch, CudaDevice cuda, CudaLinear linear, CudaMlp mlp) {
    this.torch = torch;
    this.linear = linear;
    this.mlp = mlp;
    this.group = torch.script("group_by_expert");
    this.add = torch.script("add_experts");
    this.none = cuda.empty(torch.manager(), 0);
  }

  /** Adds what the experts make of n rows of h, from a row on, to the same rows of x. */
  void add(PtNDArray x, PtNDArray h, int from, int n, Weights weights) {
    try (var scope = torch.manager().newSubManager()) {
      var scores = linear.product(scope, Rows.inBf16(h), from, n, weights.router());
      torch.timer().begin(Part.ELEMENTWISE);
      var grouped =
          group.callForList(
              scope, h, from, scores, weights.bias().orElse(none), weights.chosen(), BLOCK);
      var outputs = grouped[1];
      addGroups(
          outputs, linear.rows(scope, grouped[0]), torch.download(grouped[2]), weights.experts());
      torch.timer().begin(Part.ELEMENTWISE);
      var _ = add.call(scope, x, from, outputs, grouped[3], grouped[4]);
      weights.shared().ifPresent(shared -> mlp.add(x, linear.rows(scope, h), from, n, shared));
    }
  }

  /** Adds the MLP of each row, by the expert of its group, to the outputs. */
  private void addGroups(
      PtNDArray outputs, Rows rows, long[] counts, List<CudaMlp.Weights> experts) {
    int first = 0;
    for (int i = 0; i < counts.length; i++) {
      int filled = Math.toIntExact(Math.ceilDiv(counts[i], BLOCK) * BLOCK);
      if (filled > 0) {
        mlp.add(outputs, rows, first, filled, experts.get(i));
        first += filled;
      }
    }
  }

  @Override
  public void close() {
    none.close();
    group.close();
    add.close();
  }
}
