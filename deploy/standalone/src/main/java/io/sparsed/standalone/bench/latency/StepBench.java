package io.sparsed.standalone.bench.latency;

import io.sparsed.worker.device.Forward;
import io.sparsed.worker.device.ModelRunner;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.proposal.Confidence;
import io.sparsed.worker.proposal.ProposalSpec;
import io.sparsed.worker.proposal.Sampling;
import io.sparsed.worker.timing.Part;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Times steps of a model.
 *
 * @param genLength generated tokens: that many positions are asked for
 * @param runs timed runs of each step
 * @param warmUp seconds of each step before it is timed: until the JVM has compiled what it takes
 */
record StepBench(ModelRunner runner, ModelSpec spec, int genLength, int runs, double warmUp) {
  /** Times a step on a canvas, after at least one run for warm-up. */
  StepTime time(int canvas, StepKind kind) {
    Forward forward = forward(canvas, kind);
    double warm = 0;
    do {
      warm += seconds(forward);
    } while (warm < warmUp);
    double[] seconds = IntStream.range(0, runs).mapToDouble(i -> seconds(forward)).toArray();
    Arrays.sort(seconds);
    return new StepTime(
        canvas, kind, runs, seconds[seconds.length / 2], seconds[0], parts(forward));
  }

  private double seconds(Forward forward) {
    return toSeconds(runner.run(forward, Cancellation.NEVER).compute());
  }

  private Map<Part, Double> parts(Forward forward) {
    runner.timer().start();
    var _ = seconds(forward);
    Map<Part, Duration> times = runner.timer().stop();
    double all = times.values().stream().mapToDouble(StepBench::toSeconds).sum();
    Map<Part, Double> shares = new EnumMap<>(Part.class);
    times.forEach((part, time) -> shares.put(part, toSeconds(time) / all));
    return shares;
  }

  private static double toSeconds(Duration time) {
    return time.toNanos() / 1e9;
  }

  /** Random tokens: what they say does not matter, only how many they are. */
  private Forward forward(int canvas, StepKind kind) {
    int prompt = canvas - genLength;
    Random random = new Random(canvas);
    int ordinary = Math.min(spec.vocabulary(), spec.maskToken());
    int[] tokens =
        IntStream.range(0, canvas)
            .map(i -> i < prompt ? random.nextInt(ordinary) : spec.maskToken())
            .toArray();
    var proposal =
        new ProposalSpec(
            IntStream.range(prompt, canvas).toArray(),
            Confidence.PROBABILITY,
            new Sampling.Greedy(),
            0,
            false);
    return new Forward(tokens, prompt, 0, kind.directive(), proposal, 0);
  }
}
