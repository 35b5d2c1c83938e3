package io.sparsed.worker.device;

import ai.djl.ndarray.NDManager;
import io.sparsed.worker.attention.Attention;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.Sequence;
import io.sparsed.worker.model.Transformer;
import io.sparsed.worker.proposal.Proposals;
import io.sparsed.worker.proposal.Proposer;
import io.sparsed.worker.tensor.Torch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A Pass runs forwards as one: the tokens of all go through the layers together. A forward that
 * cannot run, or is cancelled, is completed by itself. Owned by the device thread.
 */
final class Pass implements AutoCloseable {
  /**
   * Brings forwards together whose attention is one call: alike, with as many rows wanted. Those
   * that reuse keys and values come last.
   */
  private static final Comparator<Member> SIDE_BY_SIDE =
      Comparator.<Member, Boolean>comparing(Member::reuses)
          .thenComparingInt(member -> member.forward().canvasLength())
          .thenComparing(member -> member.attention() instanceof Attention.Sparse)
          .thenComparingInt(member -> member.rows().count());

  private final AttentionSetup attention;
  private final KeyValuesSetup keyValues;
  private final Proposer proposer;
  private final long startNanos = System.nanoTime();
  private final NDManager scope;
  private final List<Member> members = new ArrayList<>();

  /** A forward that is ready to run. */
  private record Member(
      QueuedForward queued, Attention attention, KeyValuesSetup.Prepared keyValues) {
    Forward forward() {
      return queued.forward();
    }

    RowRange rows() {
      return forward().proposal().rows();
    }

    boolean reuses() {
      return forward().keyValues() instanceof KeyValuesDirective.Reuse;
    }

    Stream<Sequence> sequences() {
      return IntStream.range(0, forward().canvases())
          .mapToObj(
              canvas ->
                  new Sequence(
                      forward().canvas(canvas),
                      forward().computed(),
                      rows(),
                      attention,
                      canvas,
                      keyValues.of(canvas)));
    }
  }

  Pass(Torch torch, AttentionSetup attention, KeyValuesSetup keyValues, Proposer proposer) {
    this.attention = attention;
    this.keyValues = keyValues;
    this.proposer = proposer;
    this.scope = torch.manager().newSubManager();
  }

  /** Takes a forward in, or completes it exceptionally if it cannot run. */
  void add(QueuedForward queued) {
    try {
      queued.stop().check();
      var forward = queued.forward();
      var ready = attention.prepare(forward);
      try {
        members.add(new Member(queued, ready, keyValues.prepare(forward)));
      } catch (RuntimeException e) {
        ready.close();
        throw e;
      }
    } catch (RuntimeException e) {
      queued.result().completeExceptionally(e);
    }
  }

  /**
   * Runs and completes the forwards taken in; if this throws, some may not be completed.
   *
   * @param betweenLayers runs before each layer
   */
  void run(Transformer transformer, Runnable betweenLayers) {
    if (members.isEmpty()) {
      return;
    }
    members.sort(SIDE_BY_SIDE);
    var requests = members.stream().map(member -> member.forward().proposal()).toList();
    var batch = proposer.prepare(scope, requests);
    var sequences = members.stream().flatMap(Member::sequences).toList();
    var hidden = transformer.forward(scope, sequences, whileAnyIsWanted().then(betweenLayers));
    var proposals = proposer.propose(hidden, batch);
    for (int i = 0; i < members.size(); i++) {
      var member = members.get(i);
      var proposed = proposals.get(i);
      member.queued().complete(() -> result(member, proposed));
    }
  }

  /** A pass goes on for as long as one of its forwards is wanted. */
  private Cancellation whileAnyIsWanted() {
    return Cancellation.all(members.stream().map(member -> member.queued().stop()).toList());
  }

  private ForwardResult result(Member member, Proposals proposals) {
    member.keyValues().keep();
    return new ForwardResult(
        proposals,
        attention.finish(member.forward(), member.attention()),
        member.attention().attendedShare(),
        Duration.ofNanos(startNanos - member.queued().sinceNanos()),
        Duration.ofNanos(System.nanoTime() - startNanos));
  }

  @Override
  public void close() {
    members.forEach(
        member -> {
          member.attention().close();
          member.keyValues().close();
        });
    scope.close();
  }
}
