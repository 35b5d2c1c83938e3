package io.sparsed.bench.memory;

import io.sparsed.bench.deployment.Models;
import io.sparsed.bench.report.BenchmarkCommand;
import io.sparsed.bench.report.Column;
import io.sparsed.bench.report.Machine;
import io.sparsed.bench.report.Report;
import io.sparsed.bench.report.Table;
import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.GenerationRequest;
import io.sparsed.client.ModelInfo;
import io.sparsed.client.Prompt;
import io.sparsed.client.SparseDClient;
import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.scheduler.SchedulerServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** {@code sparsed bench memory}: shows the memory of a worker under canvases of mixed lengths. */
@Command(
    name = "memory",
    description = {
      "Shows the memory of a worker's process under canvases of mixed lengths.",
      "Further flags are those of sparsed worker."
    },
    mixinStandardHelpOptions = true)
public final class MemoryBench extends BenchmarkCommand {
  private static final int GENERATED = 16;
  private static final int STEPS = 4;
  private static final int SHORTEST = 64;
  private static final double MEBIBYTE = 1 << 20;

  @Option(
      names = "--rounds",
      defaultValue = "10",
      description = "Rows of the table. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--requests",
      defaultValue = "20",
      description = "Requests of a round. Default: ${DEFAULT-VALUE}.")
  private int requests;

  @Option(
      names = "--longest",
      defaultValue = "2048",
      description = "Longest canvas; the shortest has 64 tokens. Default: ${DEFAULT-VALUE}.")
  private int longest;

  @Unmatched private List<String> ofWorker = new ArrayList<>();

  /** The worker after a round. */
  private record Round(int requests, double resident, double heap, double tokensPerSecond) {}

  @Override
  protected Report measure() throws IOException, InterruptedException {
    Random random = new Random(1);
    List<Round> done = new ArrayList<>();
    try (MeasuredWorker worker = new MeasuredWorker(ofWorker);
        SchedulerServer scheduler =
            SchedulerServer.start(SchedulerConfig.of(List.of(worker.address()))).awaitReady();
        SparseDClient client =
            SparseDClient.builder("127.0.0.1:" + scheduler.port()).plaintext().build()) {
      ModelInfo model = Models.find(client, Optional.empty());
      for (int i = 1; i <= rounds; i++) {
        double tokensPerSecond = round(client, model, random);
        done.add(
            new Round(
                i * requests,
                worker.residentBytes() / MEBIBYTE,
                worker.heapBytes() / MEBIBYTE,
                tokensPerSecond));
        progress("%d requests: %.0f MiB".formatted(i * requests, done.getLast().resident()));
      }
    }
    return report(done);
  }

  /** Returns the tokens of canvases that went through the model in a second. */
  private double round(SparseDClient client, ModelInfo model, Random random) {
    long tokens = 0;
    long began = System.nanoTime();
    for (int i = 0; i < requests; i++) {
      int length = random.nextInt(SHORTEST, longest + 1);
      int[] prompt =
          random
              .ints(length - GENERATED, 0, Math.min(model.vocabularySize(), model.maskTokenId()))
              .toArray();
      var _ =
          client.complete(
              GenerationRequest.builder(Prompt.tokens(prompt))
                  .model(model.id())
                  .diffusion(DiffusionOptions.builder().genLength(GENERATED).steps(STEPS).build())
                  .build());
      tokens += (long) length * STEPS;
    }
    return tokens / ((System.nanoTime() - began) / 1e9);
  }

  private Report report(List<Round> done) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("shortest_canvas", SHORTEST);
    settings.put("longest_canvas", longest);
    settings.put("steps", STEPS);
    return new Report(
        "Memory of a worker",
        Machine.describe(),
        settings,
        List.of(
            new Table<>(
                "memory",
                "After so many requests, one after the other",
                done,
                List.of(
                    Column.count("requests", "requests", Round::requests),
                    Column.number("resident_mib", "RSS MiB", 0, Round::resident),
                    Column.number("heap_mib", "heap MiB", 0, Round::heap),
                    Column.number("tokens_per_s", "tokens/s", 0, Round::tokensPerSecond)))));
  }
}
