package io.sparsed.bench.latency;

import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.PatternRule;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.device.DeviceThread;
import io.sparsed.worker.device.Forward;
import io.sparsed.worker.device.KeyValuesDirective;
import io.sparsed.worker.device.ModelRunner;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.proposal.Confidence;
import io.sparsed.worker.proposal.PredictionRow;
import io.sparsed.worker.proposal.ProposalRequest;
import io.sparsed.worker.proposal.Sampling;
import io.sparsed.worker.proposal.SamplingSettings;
import io.sparsed.worker.timing.Part;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * Times steps of a model.
 *
 * @param device thread that owns the model; nobody else uses it
 * @param worker the same model behind gRPC
 * @param spec dimensions of the model
 * @param genLength generated tokens; so many positions get a proposal
 * @param activeRows rows of a step that reuses keys and values
 * @param runs timed runs of each step
 * @param warmUp seconds of each step before it is timed, in which the JVM compiles what it runs
 */
record StepBench(
    DeviceThread device,
    LoopbackWorker worker,
    ModelSpec spec,
    int genLength,
    int activeRows,
    int runs,
    double warmUp) {
  /** Times a step on a canvas, after at least one run for warm-up. */
  StepTime time(int canvas, StepKind kind) {
    Forward forward = forward(canvas, kind);
    long began = System.nanoTime();
    do {
      var _ = seconds(forward) + worker.beyondDevice(forward, kind);
    } while (System.nanoTime() - began < warmUp * 1e9);
    double[] seconds = sorted(() -> seconds(forward));
    double[] beyond = sorted(() -> worker.beyondDevice(forward, kind));
    return new StepTime(
        canvas,
        kind,
        runs,
        seconds[runs / 2],
        seconds[0],
        Math.max(0, beyond[runs / 2]),
        parts(forward));
  }

  /** Runs a refresh, whose keys and values later steps reuse. */
  void keep(int canvas, StepKind kind) {
    Forward forward = forward(canvas, kind);
    RowRange active = new RowRange(forward.promptLength(), activeRows);
    var _ =
        device
            .call(
                runner ->
                    runner.run(
                        new Forward(
                            forward.tokenIds(),
                            forward.promptLength(),
                            forward.attention(),
                            new KeyValuesDirective.Keep(
                                StepKind.KEY_VALUES_ID, StepKind.KEY_VALUES_ID, active),
                            forward.proposal()),
                        Cancellation.NEVER))
            .join();
  }

  private double[] sorted(DoubleSupplier run) {
    return IntStream.range(0, runs).mapToDouble(i -> run.getAsDouble()).sorted().toArray();
  }

  private double seconds(Forward forward) {
    return toSeconds(
        device.call(runner -> runner.run(forward, Cancellation.NEVER).compute()).join());
  }

  /** Returns the shares of the device's time, by part. */
  private Map<Part, Double> parts(Forward forward) {
    Map<Part, Duration> times = device.call(runner -> timed(runner, forward)).join();
    double all = times.values().stream().mapToDouble(StepBench::toSeconds).sum();
    Map<Part, Double> shares = new EnumMap<>(Part.class);
    times.forEach((part, time) -> shares.put(part, toSeconds(time) / all));
    return shares;
  }

  private static Map<Part, Duration> timed(ModelRunner runner, Forward forward) {
    runner.timer().start();
    var _ = runner.run(forward, Cancellation.NEVER);
    return runner.timer().stop();
  }

  private static double toSeconds(Duration time) {
    return time.toNanos() / 1e9;
  }

  /** Returns a forward over random tokens: only their number matters. */
  private Forward forward(int canvas, StepKind kind) {
    int prompt = canvas - genLength;
    Random random = new Random(canvas);
    int mask = spec.maskToken().orElse(spec.vocabulary() - 1);
    int[] tokens =
        IntStream.range(0, canvas).map(i -> i < prompt ? random.nextInt(mask) : mask).toArray();
    var settings =
        new SamplingSettings(
            new Sampling.Greedy(), Confidence.PROBABILITY, Optional.empty(), false);
    if (kind.reusesKeyValues()) {
      RowRange active = new RowRange(prompt, kind.activeRows());
      int[] rows = IntStream.range(prompt, active.end()).toArray();
      return new Forward(
          Arrays.copyOfRange(tokens, prompt, active.end()),
          prompt,
          attention(kind),
          new KeyValuesDirective.Reuse(StepKind.KEY_VALUES_ID, canvas, active),
          new ProposalRequest(rows, active, PredictionRow.SAME, settings, 0, 0));
    }
    int[] positions = IntStream.range(prompt, canvas).toArray();
    return new Forward(
        tokens,
        prompt,
        attention(kind),
        new ProposalRequest(positions, PredictionRow.SAME, settings, 0, 0));
  }

  private AttentionDirective attention(StepKind kind) {
    return switch (kind.attention()) {
      case DENSE -> new AttentionDirective.Dense();
      case PATTERN ->
          new AttentionDirective.DenseAndSelect(
              StepKind.PATTERN_ID,
              PatternRule.ISOLATED,
              kind.blockSize(),
              kind.select(),
              1 / Math.sqrt(spec.headDim()));
      case SPARSE ->
          new AttentionDirective.Sparse(
              new AttentionDirective.Held(StepKind.PATTERN_ID), kind.select());
    };
  }
}
