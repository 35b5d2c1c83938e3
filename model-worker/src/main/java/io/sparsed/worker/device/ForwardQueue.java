package io.sparsed.worker.device;

import io.micrometer.core.instrument.MeterRegistry;
import io.sparsed.worker.device.BatchPolicy.Waiting;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * The forwards that wait for a device. Any thread may add and remove; the device thread takes what
 * runs next.
 */
final class ForwardQueue {
  /** Weight of the passes so far against the latest in the device's pace. */
  private static final double MEMORY = 0.8;

  private final BatchPolicy policy;
  private final Queue<Ticket> waiting = new ConcurrentLinkedQueue<>();
  private final DeviceMeters meters;
  private double nanos; // of past passes, the older the less; only the device thread touches it
  private double cost; // of the same passes

  /** A job and when it came. */
  record Ticket(Job job, long sinceNanos) {}

  ForwardQueue(BatchPolicy policy, MeterRegistry registry) {
    this.policy = policy;
    this.meters = new DeviceMeters(registry, waiting);
  }

  void add(Ticket ticket) {
    waiting.add(ticket);
  }

  void remove(Ticket ticket) {
    waiting.remove(ticket);
  }

  /** Fails everything that waits. */
  void refuse(RuntimeException why) {
    for (var ticket = waiting.poll(); ticket != null; ticket = waiting.poll()) {
      ticket.job().result().completeExceptionally(why);
    }
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Takes what runs next, at least one; not from an empty queue. */
  List<Waiting<Ticket>> take(Function<Forward, ForwardLoad> load) {
    var all =
        waiting.stream()
            .map(t -> new Waiting<>(t, t.sinceNanos(), load.apply(t.job().forward())))
            .toList();
    var next = policy.next(all, cost == 0 ? 0 : nanos / cost);
    next.forEach(forward -> waiting.remove(forward.what()));
    return next;
  }

  /** Learns from a pass that began at a time of {@link System#nanoTime} and has just ended. */
  void ran(List<Waiting<Ticket>> pass, long beganNanos) {
    long took = System.nanoTime() - beganNanos;
    nanos = MEMORY * nanos + took;
    cost = MEMORY * cost + pass.stream().mapToLong(forward -> forward.load().cost()).sum();
    meters.ran(pass, beganNanos, took);
  }
}
