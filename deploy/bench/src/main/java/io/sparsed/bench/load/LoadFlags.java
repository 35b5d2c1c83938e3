package io.sparsed.bench.load;

import io.sparsed.standalone.connect.DurationConverter;
import io.sparsed.standalone.failure.UsageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which loads, and of what. */
final class LoadFlags {
  @Option(
      names = "--clients",
      split = ",",
      paramLabel = "COUNT",
      defaultValue = "1,16",
      description =
          "Closed loops: clients that ask again once answered (default ${DEFAULT-VALUE}).")
  private List<Integer> clients = List.of();

  @Option(
      names = "--rate",
      split = ",",
      paramLabel = "RATE",
      description = "Open loops: requests a second, at random times, whatever is answered.")
  private List<Double> rates = List.of();

  @Option(
      names = "--overload",
      split = ",",
      paramLabel = "TIMES",
      description = "Open loops at so many times the throughput of the best closed loop.")
  List<Integer> overloads = List.of();

  @Option(
      names = "--requests",
      paramLabel = "COUNT",
      description = "A load ends after so many requests.")
  long requests = Long.MAX_VALUE;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "15s",
      converter = DurationConverter.class,
      description = "A load ends after this time (default ${DEFAULT-VALUE}).")
  Duration duration = Duration.ofSeconds(15);

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      defaultValue = "15s",
      converter = DurationConverter.class,
      description =
          "Asked for so long before anything counts, by the most clients of a closed loop: a JVM"
              + " compiles what it runs (default ${DEFAULT-VALUE}).")
  Duration warmUpTime = Duration.ofSeconds(15);

  @Option(
      names = "--prompt-length",
      paramLabel = "TOKENS",
      defaultValue = "20",
      description = "Random tokens of a prompt. Default: ${DEFAULT-VALUE}, a question of one line.")
  private int promptLength;

  @Option(
      names = "--gen-length",
      paramLabel = "TOKENS",
      defaultValue = "32",
      description = "Tokens to generate (default ${DEFAULT-VALUE}).")
  private int genLength;

  @Option(
      names = "--steps",
      paramLabel = "COUNT",
      description = "Denoising steps. Default: as many as tokens are generated.")
  private @Nullable Integer steps;

  @Option(names = "--dense", description = "No sparse attention.")
  private boolean dense;

  RequestShape shape() {
    return UsageException.ifRefused(
        () -> new RequestShape(promptLength, genLength, steps == null ? genLength : steps, dense));
  }

  /** What is asked before anything counts. */
  Load warmUp() {
    return UsageException.ifRefused(
        () -> new Load.Closed(clients.stream().mapToInt(Integer::intValue).max().orElse(1)));
  }

  /** The loads that do not depend on what others gave. */
  List<Load> loads() {
    return UsageException.ifRefused(
        () -> {
          List<Load> loads = new ArrayList<>();
          clients.forEach(count -> loads.add(new Load.Closed(count)));
          rates.forEach(rate -> loads.add(new Load.Open(rate, 0)));
          return loads;
        });
  }
}
