package io.sparsed.worker.device;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.Attention;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.Sequence;
import io.sparsed.worker.proposal.Proposals;
import io.sparsed.worker.proposal.Proposer;
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
          .thenComparing(member -> member.attention().getFirst() instanceof Attention.Sparse)
          .thenComparingInt(member -> member.rows().count());

  private final Replicas replicas;
  private final AttentionSetup attention;
  private final KeyValuesSetup keyValues;
  private final Proposer proposer;
  private final long startNanos = System.nanoTime();
  private final List<NDManager> scopes; // one on each device
  private final List<Member> members = new ArrayList<>();

  /**
   * A forward that is ready to run.
   *
   * @param attention how it attends on each device
   */
  private record Member(
      QueuedForward queued, List<Attention> attention, ForwardKeyValues keyValues) {
    Forward forward() {
      return queued.forward();
    }

    RowRange rows() {
      return forward().proposal().rows();
    }

    boolean reuses() {
      return forward().keyValues() instanceof KeyValuesDirective.Reuse;
    }

    Stream<Sequence> sequences(int device) {
      return IntStream.range(0, forward().canvases())
          .mapToObj(
              canvas ->
                  new Sequence(
                      forward().canvas(canvas),
                      forward().computed(),
                      rows(),
                      attention.get(device),
                      canvas,
                      keyValues.of(device, canvas)));
    }
  }

  Pass(Replicas replicas, AttentionSetup attention, KeyValuesSetup keyValues, Proposer proposer) {
    this.replicas = replicas;
    this.attention = attention;
    this.keyValues = keyValues;
    this.proposer = proposer;
    this.scopes =
        replicas.all().stream().map(each -> each.torch().manager().newSubManager()).toList();
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
        ready.forEach(Attention::close);
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
   * @param isLong true if the pass may take seconds
   */
  void run(Runnable betweenLayers, boolean isLong) {
    if (members.isEmpty()) {
      return;
    }
    members.sort(SIDE_BY_SIDE);
    var requests = members.stream().map(member -> member.forward().proposal()).toList();
    var batch = proposer.prepare(scopes.getFirst(), requests);
    var stop = whileAnyIsWanted().then(betweenLayers);
    var hidden = replicas.devices().eachPass(stop, isLong, this::forward).getFirst();
    var proposals = proposer.propose(hidden, batch);
    for (int i = 0; i < members.size(); i++) {
      var member = members.get(i);
      var proposed = proposals.get(i);
      member.queued().complete(() -> result(member, proposed));
    }
  }

  /** Returns the hidden states of the wanted rows, which every device has. */
  private PtNDArray forward(int device, Cancellation stop) {
    var sequences = members.stream().flatMap(member -> member.sequences(device)).toList();
    return replicas.all().get(device).transformer().forward(scopes.get(device), sequences, stop);
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
        member.attention().getFirst().attendedShare(),
        Duration.ofNanos(startNanos - member.queued().sinceNanos()),
        Duration.ofNanos(System.nanoTime() - startNanos));
  }

  /** Frees the pass, unless a device may still be in it because the devices are broken. */
  @Override
  public void close() {
    if (!replicas.devices().areWhole()) {
      return;
    }
    members.forEach(
        member -> {
          member.attention().forEach(Attention::close);
          member.keyValues().close();
        });
    scopes.forEach(NDManager::close);
  }
}
