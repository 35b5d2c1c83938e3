package io.sparsed.bench.http;

import io.sparsed.bench.deployment.LocalDeployment;
import io.sparsed.bench.report.BenchmarkCommand;
import io.sparsed.bench.report.Column;
import io.sparsed.bench.report.Machine;
import io.sparsed.bench.report.Report;
import io.sparsed.bench.report.Table;
import io.sparsed.client.SparseDClient;
import io.sparsed.gateway.Gateway;
import io.sparsed.gateway.GatewayConfig;
import io.sparsed.scheduler.admission.AdmissionLimits;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what the HTTP gateway adds to a token, with many streams and some that nobody reads. */
@Command(
    name = "http",
    description =
        "Shows what the HTTP gateway adds to a token: many streams, workers without model.",
    mixinStandardHelpOptions = true)
public final class HttpBench extends BenchmarkCommand {
  @Option(
      names = "--clients",
      defaultValue = "200",
      description = "Streams at once (default ${DEFAULT-VALUE}).")
  private int clients;

  @Option(
      names = "--tokens",
      defaultValue = "64",
      description = "Tokens and steps of an answer (default ${DEFAULT-VALUE}).")
  private int tokens;

  @Option(
      names = "--silent",
      defaultValue = "20",
      description = "Streams that nobody reads beside them (default ${DEFAULT-VALUE}).")
  private int silent;

  @Option(names = "--runs", defaultValue = "3", description = "Runs (default ${DEFAULT-VALUE}).")
  private int runs;

  /** Creates the benchmark. */
  public HttpBench() {}

  @Override
  protected Report measure() throws IOException, InterruptedException {
    int requests = 2 * (clients + silent);
    AdmissionLimits limits = new AdmissionLimits(requests, requests, 1L << 30, Map.of());
    try (LocalDeployment deployment =
            new LocalDeployment(2, Optional.empty(), config -> config.withAdmission(limits));
        SparseDClient client = SparseDClient.builder(deployment.target()).plaintext().build();
        Gateway gateway = Gateway.start(GatewayConfig.of("127.0.0.1", 0), client)) {
      Streams http = new HttpStreams(gateway.port(), tokens);
      List<Way> ways =
          List.of(
              new Way("gRPC", new GrpcStreams(client, tokens), 0),
              new Way("HTTP", http, 0),
              new Way("HTTP beside %d that nobody reads".formatted(silent), http, silent));
      // One more than is told, as a warm-up.
      for (int run = 0; run <= runs; run++) {
        for (Way way : ways) {
          try (SilentReaders _ = new SilentReaders(gateway.port(), way.silent())) {
            way.run(clients, tokens, run == 0);
          }
        }
        progress("run %d of %d".formatted(run, runs));
      }
      return report(ways);
    }
  }

  private Report report(List<Way> ways) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("clients", clients);
    settings.put("tokens", tokens);
    settings.put("runs", runs);
    double base = ways.getFirst().cpuMicrosPerToken();
    List<String> failures =
        ways.stream()
            .filter(way -> way.lost() > 0)
            .map(way -> "%s: %d tokens were lost".formatted(way.name(), way.lost()))
            .toList();
    return new Report(
            "What HTTP adds to a token",
            Machine.describe(),
            settings,
            List.of(
                new Table<>(
                    "http",
                    "Medians of the runs; client, gateway, scheduler and workers in one process",
                    ways,
                    List.of(
                        Column.text("way", "way", Way::name),
                        Column.count("lost", "tokens lost", Way::lost),
                        Column.number("micros", "µs a token", 1, Way::wallMicrosPerToken),
                        Column.number("cpu_micros", "CPU µs a token", 1, Way::cpuMicrosPerToken),
                        Column.number(
                            "added_cpu_micros",
                            "CPU added",
                            1,
                            way -> way.cpuMicrosPerToken() - base)))))
        .withFailures(failures);
  }
}
