package io.sparsed.scheduler;

import io.sparsed.scheduler.pool.PoolSettings;
import io.sparsed.scheduler.pool.StepLimit;
import io.sparsed.tls.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The flags of a scheduler that are about its workers. */
public final class PoolOptions {

  private static final PoolSettings SETTINGS = PoolSettings.defaults();

  @Option(
      names = "--workers",
      descriptionKey = "SPARSED_WORKERS",
      split = ",",
      paramLabel = "TARGET",
      description = {
        "Where the workers are: a:50061,b:50061. Default: 127.0.0.1:50061.",
        "Of dns:///name:50061 every address is a worker."
      })
  private List<String> workers = List.of("127.0.0.1:50061");

  @Option(
      names = "--worker-tls",
      descriptionKey = "SPARSED_WORKER_TLS",
      split = ",",
      paramLabel = "FILE",
      description =
          "Speak TLS to workers: CA, or CA,CERTIFICATES,KEY where they ask who the scheduler is;"
              + " PEM. Default: plaintext.")
  private List<Path> tls = List.of();

  @Option(
      names = "--steps-per-worker",
      descriptionKey = "SPARSED_STEPS_PER_WORKER",
      paramLabel = "COUNT",
      description = "Steps that a worker is given at once. Default: 64.")
  private int stepsPerWorker = SETTINGS.stepsPerWorker();

  @Option(
      names = "--step-floor",
      descriptionKey = "SPARSED_STEP_FLOOR",
      paramLabel = "SECONDS",
      description = "Time that every step may take, beside ten times the expected one. Default: 5.")
  private long stepFloorSeconds = SETTINGS.stepLimit().floor().toSeconds();

  @Option(
      names = "--patience",
      descriptionKey = "SPARSED_PATIENCE",
      paramLabel = "SECONDS",
      description = "How long a running request waits for a worker. Default: 600.")
  private long patienceSeconds = SETTINGS.patience().toSeconds();

  /** Returns the gRPC targets of the workers, at least one. */
  public List<String> workers() {
    return workers;
  }

  Optional<TlsFiles> tls() {
    return switch (tls.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(TlsFiles.client(tls.getFirst()));
      case 3 -> Optional.of(TlsFiles.server(tls.get(1), tls.get(2)).trusting(tls.getFirst()));
      default ->
          throw new IllegalArgumentException(
              "TLS to workers needs one file or three: CA or CA,CERTIFICATES,KEY");
    };
  }

  PoolSettings settings() {
    StepLimit limit = SETTINGS.stepLimit().withFloor(Duration.ofSeconds(stepFloorSeconds));
    return SETTINGS.with(
        pool ->
            pool.stepsPerWorker(stepsPerWorker)
                .stepLimit(limit)
                .patience(Duration.ofSeconds(patienceSeconds)));
  }
}
