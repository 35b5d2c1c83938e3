package io.sparsed.bench.latency;

import io.sparsed.worker.device.DeviceThread;
import io.sparsed.worker.device.Forward;
import io.sparsed.worker.device.ModelRunner;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.proposal.Confidence;
import io.sparsed.worker.proposal.ProposalSpec;
import io.sparsed.worker.proposal.Sampling;
import io.sparsed.worker.timing.Part;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * Times steps of a model.
 *
 * @param device holds the model, and nobody else asks it
 * @param worker the same model behind gRPC
 * @param genLength generated tokens: that many positions are asked for
 * @param runs timed runs of each step
 * @param warmUp seconds of each step before it is timed: until the JVM has compiled what it takes
 */
record StepBench(
    DeviceThread device,
    LoopbackWorker worker,
    ModelSpec spec,
    int genLength,
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

  private double[] sorted(DoubleSupplier run) {
    return IntStream.range(0, runs).mapToDouble(i -> run.getAsDouble()).sorted().toArray();
  }

  private double seconds(Forward forward) {
    return toSeconds(
        device.ask(runner -> runner.run(forward, Cancellation.NEVER).compute()).join());
  }

  /** Share of the device's time. */
  private Map<Part, Double> parts(Forward forward) {
    Map<Part, Duration> times = device.ask(runner -> timed(runner, forward)).join();
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
