package io.sparsed.bench;

import io.sparsed.bench.report.BenchmarkCommand;
import io.sparsed.bench.report.Column;
import io.sparsed.bench.report.Machine;
import io.sparsed.bench.report.Report;
import io.sparsed.bench.report.Table;
import io.sparsed.client.Answer;
import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.GenerationRequest;
import io.sparsed.client.ModelInfo;
import io.sparsed.client.Prompt;
import io.sparsed.client.SparseDClient;
import io.sparsed.client.SparseOptions;
import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.standalone.local.LocalServers;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.worker.ModelOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the time that scheduler and gRPC add to a step, beyond the forward on the device. */
@Command(
    name = "overhead",
    description = "Shows what scheduler and gRPC add to a step beyond its forward on the device.",
    mixinStandardHelpOptions = true)
final class OverheadBench extends BenchmarkCommand {
  private static final int STEPS = 64;

  @Mixin private final ModelOptions model = new ModelOptions();

  @Option(
      names = "--tokens",
      split = ",",
      defaultValue = "256,4096",
      description = "Canvas lengths (default ${DEFAULT-VALUE}).")
  private List<Integer> tokens = List.of();

  @Option(names = "--runs", defaultValue = "5", description = "Answers (default ${DEFAULT-VALUE}).")
  private int runs;

  /** The medians of a canvas, in milliseconds a step. */
  private record Step(int canvas, double forward, double overhead) {}

  @Override
  protected Report measure() throws IOException, InterruptedException {
    try (var folder = ModelFolder.of(model.folder());
        var servers =
            LocalServers.start(
                model.config(folder.path()),
                workers ->
                    SchedulerConfig.of(workers)
                        .withMaxCanvasLength(tokens.stream().mapToInt(Integer::intValue).max()));
        var client =
            SparseDClient.builder("127.0.0.1:" + servers.schedulerPort()).plaintext().build()) {
      var info = client.models().getFirst();
      List<Step> steps = new ArrayList<>();
      for (int length : tokens) {
        steps.add(step(client, info, length));
        progress("%d tokens: %.3f ms".formatted(length, steps.getLast().overhead()));
      }
      return report(info.id(), steps);
    }
  }

  private Step step(SparseDClient client, ModelInfo info, int length) {
    var request = request(info, length);
    var _ = client.complete(request); // warm-up
    var forward = new double[runs];
    var overhead = new double[runs];
    for (int i = 0; i < runs; i++) {
      Answer answer = client.complete(request).answer();
      forward[i] = millisPerStep(answer.timings().dense());
      overhead[i] = millisPerStep(answer.timings().total()) - forward[i];
    }
    Arrays.sort(forward);
    Arrays.sort(overhead);
    return new Step(length, Stopwatch.median(forward), Stopwatch.median(overhead));
  }

  private Report report(String id, List<Step> steps) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("model", id);
    settings.put("steps", STEPS);
    settings.put("runs", runs);
    return new Report(
        "What scheduler and gRPC add to a step",
        Machine.describe(),
        settings,
        List.of(
            new Table<>(
                "steps",
                "Milliseconds a dense step, median of the runs",
                steps,
                List.of(
                    Column.count("canvas", "canvas", Step::canvas),
                    Column.number("forward_ms", "forward ms", 3, Step::forward),
                    Column.number("overhead_ms", "overhead ms", 3, Step::overhead)))));
  }

  private static double millisPerStep(Duration time) {
    return time.toNanos() / 1e6 / STEPS;
  }

  /** Returns a request of random tokens: only their number matters. */
  private static GenerationRequest request(ModelInfo info, int length) {
    int[] prompt =
        new Random(length)
            .ints(length - STEPS, 0, Math.min(info.vocabularySize(), info.maskTokenId()))
            .toArray();
    return GenerationRequest.builder(Prompt.tokens(prompt))
        .model(info.id())
        .diffusion(DiffusionOptions.builder().genLength(STEPS).steps(STEPS).build())
        .sparse(SparseOptions.dense())
        .build();
  }
}
