package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.Torch;
import java.util.ArrayList;
import java.util.List;

/**
 * A PassAttention attends for all sequences of a pass. Sequences that are alike and lie side by
 * side attend in one call: none of them sees another, and none is padded.
 */
public final class PassAttention {
  private final List<Run> runs = new ArrayList<>();

  /**
   * A sequence of the pass.
   *
   * @param branch branch of its pattern
   */
  private record Member(Attention attention, int branch) {}

  /** Sequences that attend in one call. */
  private record Run(SpanRun spans, List<Member> members) {
    Attention first() {
      return members.getFirst().attention();
    }
  }

  /**
   * Adds a sequence behind those that were added before.
   *
   * @param attention how it attends
   * @param branch branch of its pattern: its canvas within the forward
   * @param span where it lies, and which of its rows attend
   */
  public void add(Attention attention, int branch, Span span) {
    var member = new Member(attention, branch);
    var last = runs.isEmpty() ? null : runs.getLast();
    if (last != null && last.spans().isFollowedBy(span) && isAlike(last.first(), attention)) {
      last.members().add(member);
      runs.set(runs.size() - 1, new Run(last.spans().with(span), last.members()));
    } else {
      runs.add(new Run(SpanRun.of(span), new ArrayList<>(List.of(member))));
    }
  }

  /** Returns true if there are no sequences. */
  public boolean isEmpty() {
    return runs.isEmpty();
  }

  private static boolean isAlike(Attention one, Attention other) {
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
    return switch (run.first()) {
      case Attention.Dense(var kernels) -> kernels.dense(owner, in, run.spans());
      case Attention.DenseAndSelect(var kernels, _) -> kernels.dense(owner, in, run.spans());
      case Attention.Sparse(MaskedPattern _, _) ->
          MaskedPattern.attend(owner, layer, in, run.spans(), masked(run));
      case Attention.Sparse(var pattern, _) ->
          pattern.sparse(owner, run.members().getFirst().branch(), layer, in, run.spans().first());
    };
  }

  private static void select(int layer, HeadTensors in, Run run) {
    var spans = run.spans().each().toList();
    for (int i = 0; i < spans.size(); i++) {
      var member = run.members().get(i);
      if (member.attention() instanceof Attention.DenseAndSelect(_, var selection)) {
        selection.add(member.branch(), layer, in, spans.get(i));
      }
    }
  }

  private static List<MaskedPattern.Branch> masked(Run run) {
    return run.members().stream()
        .map(
            member ->
                switch (member.attention()) {
                  case Attention.Sparse(MaskedPattern pattern, _) ->
                      new MaskedPattern.Branch(pattern, member.branch());
                  case Attention _ -> throw new IllegalStateException(member + " has no mask");
                })
        .toList();
  }
}
