package io.sparsed.worker.device;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.model.Sequence;
import io.sparsed.worker.model.Transformer;
import io.sparsed.worker.proposal.Asked;
import io.sparsed.worker.proposal.Proposer;
import io.sparsed.worker.tensor.Torch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Forwards that run as one: the tokens of all go through the layers together. One that cannot run,
 * or is cancelled, is settled by itself. Owned by the device thread.
 */
final class Pass implements AutoCloseable {
  /** Those whose attention is one call: equally long, alike, and with the same rows wanted. */
  private static final Comparator<Member> SIDE_BY_SIDE =
      Comparator.<Member>comparingInt(member -> member.forward().canvasLength())
          .thenComparing(member -> member.attention() instanceof ForwardAttention.Sparse)
          .thenComparingInt(member -> member.rows().count());

  private final Torch torch;
  private final ModelSpec spec;
  private final Proposer proposer;
  private final long start = System.nanoTime();
  private final NDManager scope;
  private final List<Member> members = new ArrayList<>();

  /**
   * A forward that is ready to run.
   *
   * @param rows of each of its canvases, from which its positions are predicted
   */
  private record Member(Job job, ForwardAttention attention, Asked asked, RowRange rows) {
    Forward forward() {
      return job.forward();
    }

    /** Rows of the hidden states that are its own. */
    int hiddenRows() {
      return forward().canvases() * rows.count();
    }
  }

  Pass(Torch torch, ModelSpec spec, Proposer proposer) {
    this.torch = torch;
    this.spec = spec;
    this.proposer = proposer;
    this.scope = torch.manager().newSubManager();
  }

  /** Takes a job in, or settles it if it cannot run. */
  void add(Job job, Directives directives) {
    try {
      job.stop().check();
      var forward = job.forward();
      var attention = directives.ready(forward);
      var asked = proposer.ask(scope, forward.proposal(), forward.canvases(), forward.step());
      members.add(new Member(job, attention, asked, proposer.rows(forward.proposal())));
    } catch (RuntimeException e) {
      job.result().completeExceptionally(e);
    }
  }

  /** Runs and settles what was taken in; if this throws, some may not be settled. */
  void run(Transformer transformer) {
    if (members.isEmpty()) {
      return;
    }
    members.sort(SIDE_BY_SIDE);
    var sequences = members.stream().flatMap(m -> sequences(m).stream()).toList();
    var hidden = transformer.forward(scope, sequences, whileAnyIsWanted());
    int first = 0;
    for (var member : members) {
      int from = first;
      member.job().settle(() -> result(member, hidden, from));
      first += member.hiddenRows();
    }
  }

  /** A pass goes on for as long as one of its forwards is wanted. */
  private Cancellation whileAnyIsWanted() {
    return Cancellation.all(members.stream().map(member -> member.job().stop()).toList());
  }

  private List<Sequence> sequences(Member member) {
    return IntStream.range(0, member.forward().canvases())
        .mapToObj(
            i ->
                new Sequence(
                    canvas(member.forward(), i), member.rows(), member.attention().ofCanvas(i)))
        .toList();
  }

  /** The canvas, or with index 1 the unconditional one, its prompt masked. */
  private int[] canvas(Forward forward, int index) {
    int[] ids = forward.tokenIds();
    if (index == 1) {
      Arrays.fill(ids, 0, forward.promptLength(), spec.maskToken());
    }
    return ids;
  }

  private ForwardResult result(Member member, PtNDArray hidden, int first) {
    try (var mine = torch.rows(scope, hidden, first, member.hiddenRows())) {
      var proposals = proposer.propose(mine, member.asked(), member.forward().cfgScale());
      var pattern = member.attention().finish();
      return new ForwardResult(proposals, pattern, Duration.ofNanos(System.nanoTime() - start));
    }
  }

  @Override
  public void close() {
    members.forEach(member -> member.attention().close());
    scope.close();
  }
}
