package io.sparsed.standalone.cli;

import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.scheduler.WorkerTls;
import io.sparsed.scheduler.pool.PoolSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a scheduler is told of its workers. */
final class PoolFlags {
  @Option(
      names = "--workers",
      required = true,
      split = ",",
      paramLabel = "TARGET",
      description = {
        "Where the workers are: a:50061,b:50061.",
        "Of dns:///name:50061 every address is a worker."
      })
  List<String> workers = List.of();

  @Option(
      names = "--worker-tls",
      split = ",",
      paramLabel = "FILE",
      description =
          "Speak TLS to workers: CA, or CA,CERTIFICATES,KEY where they ask who the scheduler is;"
              + " PEM. Default: plaintext.")
  List<Path> tls = List.of();

  @Option(
      names = "--steps-per-worker",
      paramLabel = "COUNT",
      description = "Steps that a worker is given at once. Default: 64.")
  @Nullable Integer stepsPerWorker;

  @Option(
      names = "--step-floor",
      paramLabel = "SECONDS",
      description = "Time that every step may take, beside ten times the expected one. Default: 5.")
  @Nullable Integer stepFloorSeconds;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      description = "How long a running request waits for a worker. Default: 600.")
  @Nullable Integer patienceSeconds;

  SchedulerConfig config() {
    PoolSettings pool = PoolSettings.defaults();
    if (stepsPerWorker != null) {
      pool = pool.withStepsPerWorker(stepsPerWorker);
    }
    if (stepFloorSeconds != null) {
      Duration floor = Duration.ofSeconds(stepFloorSeconds);
      pool = pool.withStepLimit(pool.stepLimit().withFloor(floor));
    }
    if (patienceSeconds != null) {
      pool = pool.withPatience(Duration.ofSeconds(patienceSeconds));
    }
    SchedulerConfig config = SchedulerConfig.of(workers).withPool(pool);
    return tls.isEmpty() ? config : config.withWorkerTls(WorkerTls.of(tls));
  }
}
