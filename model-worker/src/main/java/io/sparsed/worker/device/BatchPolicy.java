package io.sparsed.worker.device;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * A BatchPolicy chooses which of the waiting forwards run next, as one pass. Pure.
 *
 * <p>A forward is due when it has waited as long as it would run alone: so short ones run often
 * between long ones, and a long one waits no longer than it runs, whatever comes after it. The
 * first that is due always runs. Others join it, in the order in which they are due, as far as they
 * fit.
 *
 * @param maxTokens most work of a pass of more than one forward, in tokens of the linear layers
 * @param maxMemory most memory of a pass of more than one forward, in tokens' activations
 */
public record BatchPolicy(long maxTokens, long maxMemory) {
  /** Cost that may join a forward above the bound, as a share of its own. */
  private static final double SLOWDOWN = 0.25;

  public BatchPolicy {
    if (maxTokens < 1 || maxMemory < 1) {
      throw new IllegalArgumentException("a batch's bounds are positive");
    }
  }

  /** A forward that waits, and when it is due relative to the oldest. */
  private record Candidate(QueuedForward forward, ForwardLoad load, double dueNanos) {}

  /**
   * Returns the forwards of the next pass, at least one.
   *
   * @param waiting forwards that wait, at least one, oldest first
   * @param loads function that estimates the load of a forward
   * @param nanosPerToken time that the device takes for a token of cost; 0 if it is not known
   */
  List<QueuedForward> next(
      List<QueuedForward> waiting, Function<Forward, ForwardLoad> loads, double nanosPerToken) {
    long oldest = waiting.getFirst().sinceNanos();
    var byDue =
        waiting.stream()
            .map(
                forward -> {
                  var load = loads.apply(forward.forward());
                  long laterNanos = forward.sinceNanos() - oldest; // the clock may overflow
                  return new Candidate(forward, load, laterNanos + load.cost() * nanosPerToken);
                })
            .sorted(Comparator.comparingDouble(Candidate::dueNanos))
            .toList();
    var first = byDue.getFirst();
    var chosen = new ArrayList<>(List.of(first.forward()));
    long cost = room(first.load().cost());
    long memory = maxMemory - first.load().memory();
    for (var candidate : byDue.subList(1, byDue.size())) {
      var load = candidate.load();
      if (load.cost() <= cost && load.memory() <= memory) {
        chosen.add(candidate.forward());
        cost -= load.cost();
        memory -= load.memory();
      }
    }
    return chosen;
  }

  /** Returns the cost that may join a first forward. */
  private long room(long cost) {
    return Math.min(maxTokens, Math.max(maxTokens - cost, (long) (SLOWDOWN * cost)));
  }
}
