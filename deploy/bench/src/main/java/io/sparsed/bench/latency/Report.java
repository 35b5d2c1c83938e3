package io.sparsed.bench.latency;

import java.util.List;

/**
 * What was measured, where and on what.
 *
 * @param command the command line
 * @param kernels what computes beside libtorch
 * @param steps in the order they were measured
 * @param memory of the GPU after each canvas
 */
record Report(
    String command,
    String model,
    String machine,
    String kernels,
    List<StepTime> steps,
    List<Memory> memory) {
  Report {
    steps = List.copyOf(steps);
    memory = List.copyOf(memory);
  }

  /**
   * Bytes of the GPU in use once a canvas was measured. libtorch keeps what it once took: it is the
   * most that this canvas and those before it held.
   */
  record Memory(int canvas, long bytes) {}

  /** Composed, not measured. */
  List<AnswerTime> answers() {
    return AnswerTime.of(steps).toList();
  }
}
