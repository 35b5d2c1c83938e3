package io.sparsed.bench.latency;

import io.sparsed.worker.timing.Part;
import java.util.Map;

/**
 * The time of a kind of step on a canvas.
 *
 * @param canvas canvas length in tokens
 * @param kind kind of step
 * @param runs timed runs, after those for warm-up
 * @param seconds median, from the call on the device's thread to the proposals on the host
 * @param fastest seconds of the fastest run
 * @param grpc median of the seconds that a call over loopback gRPC takes beyond the device's
 * @param parts shares of the device's time, measured in a run of its own; they add up to 1
 */
record StepTime(
    int canvas,
    StepKind kind,
    int runs,
    double seconds,
    double fastest,
    double grpc,
    Map<Part, Double> parts) {
  StepTime {
    parts = Map.copyOf(parts);
  }

  /** Returns the share of a scheduler's whole call that a part takes. */
  double share(Part part) {
    return parts.getOrDefault(part, 0.0) * seconds / (seconds + grpc);
  }

  /** Returns the share of a scheduler's whole call that is not the device's. */
  double grpcShare() {
    return grpc / (seconds + grpc);
  }
}
