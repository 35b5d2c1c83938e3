package io.sparsed.worker.proposal;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.model.Transformer;
import io.sparsed.worker.proposal.Asked.Group;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;
import java.util.Arrays;
import java.util.List;

/**
 * Reduces hidden states to proposals: the language-model head, guidance and sampling for the asked
 * rows only, a bounded number of rows at a time. Owned by the device thread.
 */
public final class Proposer implements AutoCloseable {
  private final Torch torch;
  private final Asker asker;
  private final Transformer transformer;
  private final Script guidance;
  private final Script proposal;

  public Proposer(Torch torch, Kernels kernels, ModelSpec spec, Transformer transformer) {
    this.torch = torch;
    this.transformer = transformer;
    this.guidance = torch.script("guidance");
    this.proposal = torch.script("proposal");
    this.asker = new Asker(torch, kernels, spec, proposal);
  }

  /** The rows of a canvas from which its wanted positions are predicted. */
  public RowRange rows(ProposalSpec wanted) {
    return RowRange.covering(
        Arrays.stream(wanted.positions()).map(wanted.predictionRow()::of).toArray());
  }

  /**
   * Uploads what a pass is asked for. Questions that are alike are answered together, but for those
   * that want logits, which are large.
   *
   * @param owner the manager that closes it
   */
  public Asked ask(NDManager owner, List<Question> questions) {
    return asker.ask(owner, questions);
  }

  /**
   * Proposes a token for each position that each question asks for; waits for the device.
   *
   * @param hidden [rows, hidden] of the pass
   * @return what answers each question, in their order
   */
  public List<Proposals> propose(PtNDArray hidden, Asked asked) {
    torch.timer().begin(Part.PROPOSALS);
    var answers = new Proposals[asked.questions().size()];
    for (var group : asked.groups()) {
      var drawn = draw(hidden, group);
      int from = 0;
      for (int member : group.members()) {
        int count = asked.questions().get(member).count();
        answers[member] = drawn.part(from, count);
        from += count;
      }
    }
    return List.of(answers);
  }

  private Proposals draw(PtNDArray hidden, Group group) {
    int rowsAtOnce = group.draw().rowsAtOnce();
    for (int from = 0; from < group.count(); from += rowsAtOnce) {
      int n = Math.min(rowsAtOnce, group.count() - from);
      try (var scope = torch.manager().newSubManager()) {
        var keys = torch.rows(scope, group.keys(), from, n);
        group.draw().add(from, logits(scope, hidden, group, from, n), keys);
      }
    }
    return group.draw().finish();
  }

  /** Logits [n, vocabulary] of n positions. */
  private PtNDArray logits(NDManager scope, PtNDArray hidden, Group group, int from, int n) {
    int canvases = group.manner().canvases();
    var rows = torch.rows(scope, group.rows(), (long) from * canvases, (long) n * canvases);
    var logits = transformer.logits(scope, hidden, rows);
    return canvases == 1 ? logits : guidance.call(scope, logits, group.manner().cfgScale());
  }

  @Override
  public void close() {
    guidance.close();
    proposal.close();
  }
}
