package io.sparsed.worker.device;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * A ForwardQueue holds the forwards that wait for a device. Any thread may add and remove; the
 * device thread takes those that run next.
 */
final class ForwardQueue {
  /** Weight of earlier passes against the latest in the device's pace. */
  private static final double MEMORY = 0.8;

  private final BatchPolicy policy;
  private final Queue<QueuedForward> waiting = new ConcurrentLinkedQueue<>();
  private final DeviceMetrics metrics;
  private double passNanos; // of past passes, the older the less; only the device thread touches it
  private double passCost; // of the same passes

  ForwardQueue(BatchPolicy policy, MeterRegistry registry) {
    this.policy = policy;
    this.metrics = new DeviceMetrics(registry, waiting);
  }

  void add(QueuedForward forward) {
    waiting.add(forward);
  }

  void remove(QueuedForward forward) {
    waiting.remove(forward);
  }

  /** Fails every forward that waits. */
  void failAll(RuntimeException why) {
    for (var forward = waiting.poll(); forward != null; forward = waiting.poll()) {
      forward.result().completeExceptionally(why);
    }
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  int size() {
    return waiting.size();
  }

  /** Takes the forwards that run next, at least one; not from an empty queue. */
  List<QueuedForward> take(Function<Forward, ForwardLoad> loads) {
    return take(List.copyOf(waiting), loads);
  }

  /** Takes forwards that reuse keys and values and may run between the layers of a long pass. */
  List<QueuedForward> takeReuse(Function<Forward, ForwardLoad> loads) {
    var reuse =
        waiting.stream()
            .filter(each -> each.forward().keyValues() instanceof KeyValuesDirective.Reuse)
            .toList();
    return reuse.isEmpty() ? reuse : take(reuse, loads);
  }

  private List<QueuedForward> take(List<QueuedForward> from, Function<Forward, ForwardLoad> loads) {
    double nanosPerToken = passCost == 0 ? 0 : passNanos / passCost;
    var next = policy.next(from, loads, nanosPerToken);
    next.forEach(waiting::remove);
    return next;
  }

  /**
   * Learns from a pass that has just ended.
   *
   * @param beganNanos time of {@link System#nanoTime} at which it began
   * @param tookNanos time that it took, without that of other passes between its layers
   */
  void ran(
      List<QueuedForward> pass,
      Function<Forward, ForwardLoad> loads,
      long beganNanos,
      long tookNanos) {
    passNanos = MEMORY * passNanos + tookNanos;
    passCost =
        MEMORY * passCost
            + pass.stream().mapToLong(forward -> loads.apply(forward.forward()).cost()).sum();
    metrics.ran(pass, beganNanos, tookNanos);
  }
}
