package io.sparsed.bench;

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
import io.sparsed.worker.WorkerConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What scheduler and gRPC add to each step beyond the bare forward. */
@Command(
    name = "overhead",
    description = "Shows what scheduler and gRPC add to a step beyond its forward on the device.",
    mixinStandardHelpOptions = true)
public final class OverheadBench implements Callable<Integer> {
  private static final int STEPS = 64;

  @Spec private CommandSpec spec;

  @Option(names = "--model", description = "Checkpoint folder or a demo model. Default: demo.")
  private @Nullable Path model;

  @Option(
      names = "--tokens",
      split = ",",
      defaultValue = "256,4096",
      description = "Canvas lengths (default ${DEFAULT-VALUE}).")
  private List<Integer> tokens = List.of();

  @Option(names = "--runs", defaultValue = "5", description = "Answers (default ${DEFAULT-VALUE}).")
  private int runs;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (var folder = ModelFolder.of(Optional.ofNullable(model));
        var servers =
            LocalServers.start(
                WorkerConfig.of(folder.path()),
                workers ->
                    SchedulerConfig.of(workers)
                        .withMaxCanvasLength(tokens.stream().mapToInt(Integer::intValue).max()));
        var client =
            SparseDClient.builder("127.0.0.1:" + servers.schedulerPort()).plaintext().build()) {
      var info = client.models().getFirst();
      out.printf("%s, %d dense steps an answer, median of %d%n", info.id(), STEPS, runs);
      out.printf("%8s  %14s  %14s%n", "canvas", "forward ms", "overhead ms");
      for (int length : tokens) {
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
        out.printf(
            "%8d  %14.3f  %14.3f%n", length, Stopwatch.median(forward), Stopwatch.median(overhead));
        out.flush();
      }
    }
    return 0;
  }

  private static double millisPerStep(Duration time) {
    return time.toNanos() / 1e6 / STEPS;
  }

  /** Random tokens: what they say does not matter, only how many they are. */
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
