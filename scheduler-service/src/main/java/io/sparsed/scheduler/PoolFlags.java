package io.sparsed.scheduler;

import io.sparsed.scheduler.pool.PoolSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BiFunction;

/** The settings of {@link SchedulerMain} that are about workers. */
final class PoolFlags {

  static final Map<String, BiFunction<SchedulerConfig, String, SchedulerConfig>> SETTINGS =
      Map.of(
          "worker-tls", PoolFlags::tls,
          "steps-per-worker", PoolFlags::stepsPerWorker,
          "step-floor", PoolFlags::stepFloor,
          "patience", PoolFlags::patience);

  private PoolFlags() {}

  private static SchedulerConfig stepsPerWorker(SchedulerConfig config, String count) {
    return config.withPool(config.pool().withStepsPerWorker(Integer.parseInt(count)));
  }

  private static SchedulerConfig stepFloor(SchedulerConfig config, String seconds) {
    PoolSettings pool = config.pool();
    return config.withPool(pool.withStepLimit(pool.stepLimit().withFloor(duration(seconds))));
  }

  private static SchedulerConfig patience(SchedulerConfig config, String seconds) {
    return config.withPool(config.pool().withPatience(duration(seconds)));
  }

  private static SchedulerConfig tls(SchedulerConfig config, String files) {
    return config.withWorkerTls(
        WorkerTls.of(Arrays.stream(files.split(",", -1)).map(Path::of).toList()));
  }

  private static Duration duration(String seconds) {
    return Duration.ofSeconds(Long.parseLong(seconds));
  }
}
