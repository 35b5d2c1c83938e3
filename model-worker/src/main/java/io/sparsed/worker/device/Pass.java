package io.sparsed.worker.device;

import ai.djl.ndarray.NDManager;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.Sequence;
import io.sparsed.worker.model.Transformer;
import io.sparsed.worker.proposal.Proposals;
import io.sparsed.worker.proposal.Proposer;
import io.sparsed.worker.proposal.Question;
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

  private final Proposer proposer;
  private final long start = System.nanoTime();
  private final NDManager scope;
  private final List<Member> members = new ArrayList<>();

  /**
   * A forward that is ready to run.
   *
   * @param rows of each of its canvases, from which its positions are predicted
   */
  private record Member(Job job, ForwardAttention attention, RowRange rows) {
    Forward forward() {
      return job.forward();
    }

    /** Rows of the hidden states that are its own. */
    int hiddenRows() {
      return forward().canvases() * rows.count();
    }
  }

  Pass(Torch torch, Proposer proposer) {
    this.proposer = proposer;
    this.scope = torch.manager().newSubManager();
  }

  /** Takes a job in, or settles it if it cannot run. */
  void add(Job job, Directives directives) {
    try {
      job.stop().check();
      var forward = job.forward();
      var attention = directives.ready(forward);
      members.add(new Member(job, attention, proposer.rows(forward.proposal())));
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
    var asked = proposer.ask(scope, questions());
    var hidden = transformer.forward(scope, sequences, whileAnyIsWanted());
    var proposals = proposer.propose(hidden, asked);
    for (int i = 0; i < members.size(); i++) {
      var member = members.get(i);
      var its = proposals.get(i);
      member.job().settle(() -> result(member, its));
    }
  }

  private List<Question> questions() {
    var questions = new ArrayList<Question>();
    int firstRow = 0;
    for (var member : members) {
      var forward = member.forward();
      questions.add(
          new Question(
              forward.proposal(),
              member.rows(),
              firstRow,
              forward.step(),
              forward.guidance().scale()));
      firstRow += member.hiddenRows();
    }
    return questions;
  }

  /** A pass goes on for as long as one of its forwards is wanted. */
  private Cancellation whileAnyIsWanted() {
    return Cancellation.all(members.stream().map(member -> member.job().stop()).toList());
  }

  private static List<Sequence> sequences(Member member) {
    return IntStream.range(0, member.forward().canvases())
        .mapToObj(
            i ->
                new Sequence(
                    canvas(member.forward(), i), member.rows(), member.attention().ofCanvas(i)))
        .toList();
  }

  /** The canvas, or with index 1 the unconditional one, its prompt masked. */
  private static int[] canvas(Forward forward, int index) {
    int[] ids = forward.tokenIds();
    if (index == 1) {
      Arrays.fill(ids, 0, forward.promptLength(), forward.guidance().maskToken());
    }
    return ids;
  }

  private ForwardResult result(Member member, Proposals proposals) {
    var pattern = member.attention().finish();
    return new ForwardResult(
        proposals,
        pattern,
        member.attention().attended(),
        Duration.ofNanos(System.nanoTime() - start));
  }

  @Override
  public void close() {
    members.forEach(member -> member.attention().close());
    scope.close();
  }
}
