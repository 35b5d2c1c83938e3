package io.sparsed.bench.memory;

import io.sparsed.bench.deployment.Models;
import io.sparsed.bench.report.BenchmarkCommand;
import io.sparsed.bench.report.Column;
import io.sparsed.bench.report.Machine;
import io.sparsed.bench.report.Report;
import io.sparsed.bench.report.Table;
import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.GenerationRequest;
import io.sparsed.client.KeyValueReuse;
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

/**
 * {@code sparsed bench memory}: shows what a worker's process holds under canvases of mixed
 * lengths, with and without reuse.
 */
@Command(
    name = "memory",
    description = {
      "Shows memory, threads and files of a worker's process under canvases of mixed lengths.",
      "Further flags are those of sparsed worker."
    },
    mixinStandardHelpOptions = true)
public final class MemoryBench extends BenchmarkCommand {
  private static final int GENERATED = 16;
  private static final int STEPS = 4;
  private static final int SHORTEST = 64;

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
      names = "--minutes",
      description = "Rows are added until so many minutes have passed. Default: see --rounds.")
  private Optional<Integer> minutes = Optional.empty();

  @Option(
      names = "--longest",
      defaultValue = "2048",
      description = "Longest canvas; the shortest has 64 tokens. Default: ${DEFAULT-VALUE}.")
  private int longest;

  @Unmatched private List<String> ofWorker = new ArrayList<>();

  /** The worker after a round. */
  private record Round(double minutes, int requests, Footprint footprint, double tokensPerSecond) {}

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
      long began = System.nanoTime();
      double passed = 0;
      for (int i = 1; minutes.isPresent() ? passed < minutes.get() : i <= rounds; i++) {
        double tokensPerSecond = round(client, model, random);
        passed = (System.nanoTime() - began) / 60e9;
        done.add(new Round(passed, i * requests, worker.footprint(), tokensPerSecond));
        progress("%d requests: %s".formatted(i * requests, done.getLast().footprint()));
      }
    }
    return report(done);
  }

  /** Returns the tokens of canvases that went through the model in a second. */
  private double round(SparseDClient client, ModelInfo model, Random random) {
    KeyValueReuse[] reuses = KeyValueReuse.values();
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
                  .diffusion(
                      DiffusionOptions.builder()
                          .genLength(GENERATED)
                          .steps(STEPS)
                          .blockLength(GENERATED / 2)
                          .reuse(reuses[random.nextInt(reuses.length)])
                          .build())
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
                    Column.number("minutes", "minutes", 1, Round::minutes),
                    Column.number("resident_mib", "RSS MiB", 0, at -> at.footprint().resident()),
                    Column.number("heap_mib", "heap MiB", 0, at -> at.footprint().heap()),
                    Column.count("threads", "threads", at -> at.footprint().threads()),
                    Column.count("descriptors", "files", at -> at.footprint().descriptors()),
                    Column.number("tokens_per_s", "tokens/s", 0, Round::tokensPerSecond)))));
  }
}
