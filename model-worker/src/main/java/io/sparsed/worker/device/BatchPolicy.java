package io.sparsed.worker.device;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses which of the waiting forwards run next, as one pass. Pure.
 *
 * <p>A forward is due when it has waited as long as it would run alone: so short ones run often
 * between long ones, and a long one waits no longer than it runs, whatever comes after it. The
 * first that is due always runs. Others join it, in the order in which they are due, as far as they
 * fit.
 *
 * @param maxTokens of a pass of more than one forward, in tokens of the linear layers
 * @param maxMemory of a pass of more than one forward, as so many tokens' activations
 */
public record BatchPolicy(long maxTokens, long maxMemory) {
  /** What a forward longer than the bound lets join, as a share of its own cost. */
  private static final double SLOWDOWN = 0.25;

  public BatchPolicy {
    if (maxTokens < 1 || maxMemory < 1) {
      throw new IllegalArgumentException("a batch's bounds are positive");
    }
  }

  /**
   * A forward that waits.
   *
   * @param sinceNanos when it came
   */
  record Waiting<T>(T what, long sinceNanos, ForwardLoad load) {
    /** When it is due, relative to a moment, so that an overflowing clock does no harm. */
    private double dueAfter(long nanos, double nanosPerToken) {
      return (sinceNanos - nanos) + load.cost() * nanosPerToken;
    }
  }

  /**
   * The next pass.
   *
   * @param waiting at least one, oldest first
   * @param nanosPerToken how long the device takes for a token of cost; 0 if it is not known
   */
  <T> List<Waiting<T>> next(List<Waiting<T>> waiting, double nanosPerToken) {
    long oldest = waiting.getFirst().sinceNanos();
    var byDue =
        waiting.stream()
            .sorted(Comparator.comparingDouble(forward -> forward.dueAfter(oldest, nanosPerToken)))
            .toList();
    var first = byDue.getFirst();
    var chosen = new ArrayList<>(List.of(first));
    long cost = room(first.load().cost());
    long memory = maxMemory - first.load().memory();
    for (var forward : byDue.subList(1, byDue.size())) {
      if (forward.load().cost() <= cost && forward.load().memory() <= memory) {
        chosen.add(forward);
        cost -= forward.load().cost();
        memory -= forward.load().memory();
      }
    }
    return chosen;
  }

  /** Cost that may join a first forward. */
  private long room(long cost) {
    return Math.min(maxTokens, Math.max(maxTokens - cost, (long) (SLOWDOWN * cost)));
  }
}
