package io.sparsed.bench.quality.worker;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;

/** What each request attended to, as the worker's patterns say. Thread-safe. */
public final class Ledger {
  private final ConcurrentMap<String, Tally> requests = new ConcurrentHashMap<>();

  /**
   * Of one request.
   *
   * @param steps that the scheduler asked for
   * @param attended shares of the key blocks, summed over all forwards: 1 for a dense one
   * @param kept share of the key blocks that the last pattern keeps; 1 without a pattern
   */
  public record Tally(int steps, double attended, double kept) {
    private static final Tally NOTHING = new Tally(0, 0, 1);

    /**
     * Share of the key blocks that a step attended to, on the average; above 1 with more forwards.
     */
    public double attendedPerStep() {
      return steps == 0 ? 1 : attended / steps;
    }
  }

  void step(String requestId) {
    change(requestId, tally -> new Tally(tally.steps + 1, tally.attended, tally.kept));
  }

  void dense(String requestId) {
    change(requestId, tally -> new Tally(tally.steps, tally.attended + 1, tally.kept));
  }

  void sparse(String requestId) {
    change(requestId, tally -> new Tally(tally.steps, tally.attended + tally.kept, tally.kept));
  }

  void kept(String requestId, double share) {
    change(requestId, tally -> new Tally(tally.steps, tally.attended, share));
  }

  /** What is written down of a request, which is then forgotten. */
  public Tally take(String requestId) {
    Tally tally = requests.remove(requestId);
    return tally == null ? Tally.NOTHING : tally;
  }

  private void change(String requestId, UnaryOperator<Tally> change) {
    requests.merge(
        requestId, change.apply(Tally.NOTHING), (before, ignored) -> change.apply(before));
  }
}
