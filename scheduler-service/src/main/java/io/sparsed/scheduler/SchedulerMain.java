package io.sparsed.scheduler;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs a scheduler until the process ends. Each setting is a flag, {@code --workers a:50061,b:50061
 * --port 50051}, or an environment variable, {@code SPARSED_WORKERS}; the flag wins.
 */
public final class SchedulerMain {

  private static final int DEFAULT_PORT = 50_051;
  private static final String DEFAULT_WORKER = "127.0.0.1:50061";

  private static final Map<String, BiFunction<SchedulerConfig, String, SchedulerConfig>> SETTINGS =
      Map.of(
          "host", SchedulerConfig::withHost,
          "port", (config, value) -> config.withPort(Integer.parseInt(value)),
          "token", SchedulerConfig::withToken,
          "max-concurrent-requests",
              (config, value) -> config.withMaxConcurrentRequests(Integer.parseInt(value)),
          "max-queued-requests",
              (config, value) -> config.withMaxQueuedRequests(Integer.parseInt(value)),
          "max-canvas-length",
              (config, value) -> config.withMaxCanvasLength(Integer.parseInt(value)),
          "pattern-cache-bytes",
              (config, value) -> config.withPatternCacheBytes(Long.parseLong(value)),
          "client-weights", (config, value) -> config.withClientWeights(weights(value)),
          "metrics-port", (config, value) -> config.withMetricsPort(Integer.parseInt(value)),
          "tls", (config, value) -> config.withTls(tls(value.split(",", -1))));

  private SchedulerMain() {}

  /** The entry point; exits with 2 if it is told nonsense. */
  public static void main(String[] args) throws InterruptedException {
    SchedulerServer server;
    try {
      server = SchedulerServer.start(config(args, System.getenv()));
    } catch (IllegalArgumentException e) {
      System.err.println("sparsed scheduler: " + e.getMessage());
      System.exit(2);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shutdown"));
    server.awaitTermination();
  }

  /**
   * The configuration that flags and environment give.
   *
   * @throws IllegalArgumentException if a flag is unknown or a value is out of range
   */
  static SchedulerConfig config(String[] args, Map<String, String> environment) {
    Map<String, String> flags = flags(args);
    @Nullable String workers = value("workers", flags, environment);
    SchedulerConfig config =
        SchedulerConfig.of(List.of((workers == null ? DEFAULT_WORKER : workers).split(",")))
            .withPort(DEFAULT_PORT);
    for (var settings : List.of(SETTINGS, PoolFlags.SETTINGS)) {
      for (var setting : settings.entrySet()) {
        @Nullable String value = value(setting.getKey(), flags, environment);
        config = value == null ? config : setting.getValue().apply(config, value);
      }
    }
    return config;
  }

  private static Map<String, String> flags(String[] args) {
    Map<String, String> flags = new HashMap<>();
    for (int i = 0; i < args.length; i += 2) {
      String name = args[i].replaceFirst("^--", "");
      if (!name.equals("workers")
          && !SETTINGS.containsKey(name)
          && !PoolFlags.SETTINGS.containsKey(name)) {
        throw new IllegalArgumentException("unknown flag " + args[i]);
      }
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " needs a value");
      }
      flags.put(name, args[i + 1]);
    }
    return flags;
  }

  private static @Nullable String value(
      String name, Map<String, String> flags, Map<String, String> environment) {
    String variable = "SPARSED_" + name.replace('-', '_').toUpperCase(Locale.ROOT);
    return flags.containsKey(name) ? flags.get(name) : environment.get(variable);
  }

  /** {@code KEY=WEIGHT,KEY=WEIGHT}. */
  private static Map<String, Integer> weights(String value) {
    Map<String, Integer> weights = new HashMap<>();
    for (String entry : value.split(",", -1)) {
      int equals = entry.lastIndexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(entry + " is not KEY=WEIGHT");
      }
      weights.put(entry.substring(0, equals), Integer.parseInt(entry.substring(equals + 1)));
    }
    return weights;
  }

  private static Tls tls(String[] files) {
    if (files.length != 2) {
      throw new IllegalArgumentException("tls needs two files: CERTIFICATES,KEY");
    }
    return new Tls(Path.of(files[0]), Path.of(files[1]));
  }
}
