package io.sparsed.standalone.bench.latency;

import io.sparsed.worker.timing.Part;
import java.util.Map;

/**
 * What one kind of step takes on one canvas.
 *
 * @param canvas tokens
 * @param runs timed, after those for warm-up
 * @param seconds the median, from the call on the device's thread to the proposals on the host
 * @param fastest of the runs
 * @param parts share of the device's time, of a run of its own; sums to 1
 */
record StepTime(
    int canvas, StepKind kind, int runs, double seconds, double fastest, Map<Part, Double> parts) {
  StepTime {
    parts = Map.copyOf(parts);
  }
}
