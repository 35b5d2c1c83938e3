package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.Torch;
import java.util.ArrayList;
import java.util.List;

/**
 * The attention of all sequences of a pass. Those that are alike and lie side by side attend in one
 * call: none of them sees another, and none is padded.
 */
public final class PassAttention {
  private final List<Run> runs = new ArrayList<>();

  /** Sequences that attend in one call. */
  private record Run(SpanRun spans, List<Attention> members) {
    boolean takes(Attention attention, Span span) {
      return spans.isFollowedBy(span) && alike(members.getFirst(), attention);
    }
  }

  /**
   * Readies the sequences.
   *
   * @param attentions how each attends
   * @param spans where each lies
   */
  public PassAttention(List<Attention> attentions, List<Span> spans) {
    for (int i = 0; i < attentions.size(); i++) {
      add(attentions.get(i), spans.get(i));
    }
  }

  private void add(Attention attention, Span span) {
    if (!runs.isEmpty() && runs.getLast().takes(attention, span)) {
      var run = runs.removeLast();
      run.members().add(attention);
      runs.add(new Run(run.spans().with(span), run.members()));
    } else {
      runs.add(new Run(SpanRun.of(span), new ArrayList<>(List.of(attention))));
    }
  }

  private static boolean alike(Attention one, Attention other) {
    return switch (one) {
      case Attention.Dense _, Attention.DenseAndSelect _ -> !(other instanceof Attention.Sparse);
      case Attention.Sparse(MaskedPattern pattern, _) ->
          other instanceof Attention.Sparse(MaskedPattern next, _) && pattern.isAlike(next);
      case Attention.Sparse _ -> false;
    };
  }

  /**
   * Attends in one layer.
   *
   * @param owner the manager that closes the result
   * @return [wanted rows, heads * headDim], one sequence after another
   */
  public PtNDArray attend(NDManager owner, int layer, HeadTensors in) {
    return Torch.concat(owner, runs.stream().map(run -> attend(owner, layer, in, run)).toList());
  }

  private static PtNDArray attend(NDManager owner, int layer, HeadTensors in, Run run) {
    select(layer, in, run);
    return switch (run.members().getFirst()) {
      case Attention.Dense(var kernels) -> kernels.dense(owner, in, run.spans());
      case Attention.DenseAndSelect(var kernels, _, _) -> kernels.dense(owner, in, run.spans());
      case Attention.Sparse(MaskedPattern _, _) ->
          MaskedPattern.attend(owner, layer, in, run.spans(), masked(run));
      case Attention.Sparse(var pattern, int branch) ->
          pattern.sparse(owner, branch, layer, in, run.spans().first());
    };
  }

  private static void select(int layer, HeadTensors in, Run run) {
    var spans = run.spans().each().toList();
    for (int i = 0; i < spans.size(); i++) {
      if (run.members().get(i) instanceof Attention.DenseAndSelect(_, var pattern, int branch)) {
        pattern.add(branch, layer, in, spans.get(i));
      }
    }
  }

  private static List<MaskedPattern.Branch> masked(Run run) {
    return run.members().stream()
        .map(
            member ->
                switch (member) {
                  case Attention.Sparse(MaskedPattern pattern, int branch) ->
                      new MaskedPattern.Branch(pattern, branch);
                  case Attention _ -> throw new IllegalStateException(member + " has no mask");
                })
        .toList();
  }
}
