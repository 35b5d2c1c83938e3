package io.sparsed.bench.latency;

import io.sparsed.worker.timing.Part;
import java.util.Map;

/**
 * What one kind of step takes on one canvas.
 *
 * @param canvas tokens
 * @param runs timed, after those for warm-up
 * @param seconds the median, from the call on the device's thread to the proposals on the host
 * @param fastest of the runs
 * @param grpc seconds that a call over loopback gRPC takes beyond the device's, the median
 * @param parts share of the device's time, of a run of its own; sums to 1
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

  /** Share of a scheduler's whole call that a part takes. */
  double share(Part part) {
    return parts.getOrDefault(part, 0.0) * seconds / (seconds + grpc);
  }

  /** Share of a scheduler's whole call that is not the device's. */
  double grpcShare() {
    return grpc / (seconds + grpc);
  }
}
