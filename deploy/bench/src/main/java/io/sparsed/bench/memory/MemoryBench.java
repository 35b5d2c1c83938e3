package io.sparsed.bench.memory;

import io.sparsed.bench.deployment.Models;
import io.sparsed.bench.report.BenchmarkCommand;
import io.sparsed.bench.report.Column;
import io.sparsed.bench.report.Machine;
import io.sparsed.bench.report.Report;
import io.sparsed.bench.report.Table;
import io.sparsed.client.ModelInfo;
import io.sparsed.client.SparseDClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/**
 * {@code sparsed bench memory}: shows what the processes of a worker and a scheduler hold under
 * canvases of mixed lengths, with and without reuse, and whether it grows.
 */
@Command(
    name = "memory",
    description = {
      "Shows memory, threads and files of a worker's and a scheduler's process, round by round.",
      "Each round has the same canvases, of mixed lengths and reuse, in another order.",
      "Further flags are those of sparsed worker."
    },
    mixinStandardHelpOptions = true)
public final class MemoryBench extends BenchmarkCommand {
  /** The part of the rounds in which Java still loads and compiles classes. */
  private static final int WARM_UP_PART = 4;

  private static final int MODEL_POLLS = 100;
  private static final int POLL_MILLIS = 100;

  @Option(
      names = "--rounds",
      defaultValue = "20",
      description = "Rows of the tables. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--requests",
      defaultValue = "10",
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

  @Override
  protected Report measure() throws IOException, InterruptedException {
    Random random = new Random(1);
    List<Canvas> canvases = new ArrayList<>(Canvas.upTo(longest, requests));
    List<Round> done = new ArrayList<>();
    try (MeasuredProcess worker = new MeasuredProcess("worker", ofWorker);
        MeasuredProcess scheduler =
            new MeasuredProcess("scheduler", List.of("--workers", worker.address()));
        SparseDClient client = SparseDClient.builder(scheduler.address()).plaintext().build()) {
      ModelInfo model = awaitModel(client);
      long began = System.nanoTime();
      double passed = 0;
      for (int i = 1; minutes.isPresent() ? passed < minutes.get() : i <= rounds; i++) {
        Collections.shuffle(canvases, random);
        long roundBegan = System.nanoTime();
        canvases.forEach(each -> client.complete(each.request(model, random)));
        double seconds = (System.nanoTime() - roundBegan) / 1e9;
        passed = (System.nanoTime() - began) / 60e9;
        long tokens =
            canvases.stream().mapToLong(each -> (long) each.length() * Canvas.STEPS).sum();
        done.add(
            new Round(
                i * requests, passed, tokens / seconds, worker.footprint(), scheduler.footprint()));
        progress(done.getLast().toString());
      }
    }
    return report(done);
  }

  /** Asks the scheduler until it has found its worker, of which it tells nobody by itself. */
  private static ModelInfo awaitModel(SparseDClient client) throws InterruptedException {
    for (int i = 0; client.models().isEmpty() && i < MODEL_POLLS; i++) {
      Thread.sleep(POLL_MILLIS);
    }
    return Models.find(client, Optional.empty());
  }

  private Report report(List<Round> done) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("shortest_canvas", Canvas.SHORTEST);
    settings.put("longest_canvas", longest);
    settings.put("steps", Canvas.STEPS);
    List<Round> warm = done.subList(done.size() / WARM_UP_PART, done.size());
    List<Drift> drifts =
        Stream.concat(
                Drift.of("worker", warm, Round::worker),
                Drift.of("scheduler", warm, Round::scheduler))
            .toList();
    return new Report(
        "Memory of worker and scheduler",
        Machine.describe(),
        settings,
        List.of(
            table("worker", done, Round::worker),
            table("scheduler", done, Round::scheduler),
            new Table<>(
                "drift",
                "Growth in a hundred requests, without the first quarter of the rounds",
                drifts,
                List.of(
                    Column.text("process", "process", Drift::process),
                    Column.text("quantity", "quantity", Drift::quantity),
                    Column.number("per_hundred", "growth", 2, Drift::perHundred),
                    Column.number("error", "standard error", 2, Drift::error),
                    Column.number("spread", "spread of rounds", 2, Drift::spread)))));
  }

  private static Table<Round> table(
      String process, List<Round> done, Function<Round, Footprint> footprint) {
    return new Table<>(
        process,
        "The %s's process after so many requests, one after the other".formatted(process),
        done,
        Stream.of(
                Stream.of(
                    Column.count("requests", "requests", Round::requests),
                    Column.number("minutes", "minutes", 1, Round::minutes)),
                Arrays.stream(Quantity.values()).map(each -> each.column(footprint)),
                Stream.of(Column.number("tokens_per_s", "tokens/s", 0, Round::tokensPerSecond)))
            .flatMap(columns -> columns)
            .toList());
  }
}
