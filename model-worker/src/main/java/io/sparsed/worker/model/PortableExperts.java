package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.model.FeedForwardWeights.Experts;
import io.sparsed.worker.model.FeedForwardWeights.Mlp;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;

/**
 * Computes the MLPs of experts through ATen operators alone. Rows are grouped by expert, so that
 * each expert is one product for all rows that chose it.
 */
final class PortableExperts implements AutoCloseable {
  private final Torch torch;
  private final Script score;
  private final Script group;
  private final Script addMlp;
  private final Script addExperts;
  private final PtNDArray none;

  PortableExperts(Torch torch) {
    this.torch = torch;
    this.score = torch.script("score_experts");
    this.group = torch.script("group_by_expert");
    this.addMlp = torch.script("add_mlp");
    this.addExperts = torch.script("add_experts");
    this.none = (PtNDArray) torch.manager().create(new float[0]);
  }

  /** Returns x [rows, hidden], changed in place by what the experts make of its normalized rows. */
  PtNDArray addTo(NDManager owner, PtNDArray x, PtNDArray norm, double eps, Experts weights) {
    try (var scope = torch.manager().newSubManager()) {
      var scored = score.callForList(scope, x, norm, eps, weights.router());
      var h = scored[0];
      var bias = weights.bias().orElse(none);
      var grouped = group.callForList(scope, h, 0, scored[1], bias, weights.chosen(), 1);
      var outputs = grouped[1];
      long[] counts = torch.download(grouped[2]);
      int first = 0;
      for (int i = 0; i < counts.length; i++) {
        int n = Math.toIntExact(counts[i]);
        if (n > 0) {
          add(scope, outputs, grouped[0], first, n, weights.experts().get(i));
          first += n;
        }
      }
      var sum = addExperts.call(owner, x, 0, outputs, grouped[3], grouped[4]);
      int rows = Math.toIntExact(h.getShape().get(0));
      weights.shared().ifPresent(shared -> add(scope, sum, h, 0, rows, shared));
      return sum;
    }
  }

  private void add(NDManager scope, PtNDArray x, PtNDArray h, int first, int n, Mlp mlp) {
    var _ = addMlp.call(scope, x, h, first, n, mlp.gate(), mlp.up(), mlp.down());
  }

  @Override
  public void close() {
    none.close();
    score.close();
    group.close();
    addMlp.close();
    addExperts.close();
  }
}
