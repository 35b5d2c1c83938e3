package io.sparsed.bench.load;

import io.sparsed.client.KeyValueReuse;
import io.sparsed.standalone.connect.DurationConverter;
import io.sparsed.standalone.failure.UsageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of the loads and of their requests. */
final class LoadFlags {
  @Option(
      names = "--clients",
      split = ",",
      defaultValue = "1,16",
      description =
          "Closed loops: clients that ask again once answered. Default: ${DEFAULT-VALUE}.")
  private List<Integer> clients = List.of();

  @Option(
      names = "--rate",
      split = ",",
      description = "Open loops: requests a second, at random times, whatever is answered.")
  private List<Double> rates = List.of();

  @Option(
      names = "--overload",
      split = ",",
      description = "Open loops at so many times the throughput of the best closed loop.")
  List<Integer> overloads = List.of();

  @Option(
      names = "--flood",
      paramLabel = "CLIENTS",
      description =
          "Then the closed loops again, beside so many clients that send a prompt of 16 MiB each"
              + " second.")
  private @Nullable Integer flood;

  @Option(names = "--requests", description = "A load ends after so many requests.")
  long requests = Long.MAX_VALUE;

  @Option(
      names = "--duration",
      defaultValue = "15s",
      converter = DurationConverter.class,
      description = "A load ends after this time. Default: ${DEFAULT-VALUE}.")
  Duration duration = Duration.ofSeconds(15);

  @Option(
      names = "--warm-up",
      defaultValue = "15s",
      converter = DurationConverter.class,
      description =
          "Asked for so long before anything counts, by the most clients of a closed loop: a JVM"
              + " compiles what it runs. Default: ${DEFAULT-VALUE}.")
  Duration warmUpTime = Duration.ofSeconds(15);

  @Option(
      names = "--prompt-length",
      defaultValue = "20",
      description = "Random tokens of a prompt. Default: ${DEFAULT-VALUE}, a question of one line.")
  private int promptLength;

  @Option(
      names = "--gen-length",
      defaultValue = "32",
      description = "Tokens to generate. Default: ${DEFAULT-VALUE}.")
  private int genLength;

  @Option(
      names = "--steps",
      description = "Denoising steps. Default: as many as tokens are generated.")
  private @Nullable Integer steps;

  @Option(
      names = "--block-length",
      description = "Tokens of a generation block. Default: the model's.")
  private Optional<Integer> blockLength = Optional.empty();

  @Option(
      names = "--reuse",
      paramLabel = "MODE",
      defaultValue = "NONE",
      description = "Reuse of keys and values: none, prefix, dual. Default: none.")
  private KeyValueReuse reuse = KeyValueReuse.NONE;

  @Option(
      names = "--refresh-every",
      defaultValue = "0",
      description = "Steps from a refresh to the next. Default: 0, at the starts of blocks only.")
  private int refreshEvery;

  @Option(names = "--dense", description = "No sparse attention.")
  private boolean dense;

  /** Returns the shape of the requests. */
  RequestShape shape() {
    return UsageException.ifRefused(
        () ->
            new RequestShape(
                promptLength,
                genLength,
                steps == null ? genLength : steps,
                blockLength,
                reuse,
                refreshEvery,
                dense));
  }

  /** Returns the load that runs before anything counts. */
  Load warmUp() {
    return UsageException.ifRefused(
        () -> new Load.Closed(clients.stream().mapToInt(Integer::intValue).max().orElse(1)));
  }

  /** Returns the loads that do not depend on results of others. */
  List<Load> loads() {
    return UsageException.ifRefused(
        () -> {
          List<Load> loads = new ArrayList<>();
          clients.forEach(count -> loads.add(new Load.Closed(count)));
          rates.forEach(rate -> loads.add(new Load.Open(rate, 0)));
          if (flood != null) {
            clients.forEach(count -> loads.add(new Load.Flooded(count, flood)));
          }
          return loads;
        });
  }
}
