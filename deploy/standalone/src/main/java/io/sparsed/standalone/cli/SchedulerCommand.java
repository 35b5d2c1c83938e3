package io.sparsed.standalone.cli;

import io.sparsed.scheduler.PoolOptions;
import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.scheduler.SchedulerOptions;
import io.sparsed.scheduler.SchedulerServer;
import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.standalone.settings.ConfigFile;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sparsed scheduler}: runs a scheduler until the process is told to stop. */
@Command(name = "scheduler", description = "Runs a scheduler in front of workers.")
final class SchedulerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private final PoolOptions pool = new PoolOptions();
  @Mixin private final SchedulerOptions options = new SchedulerOptions();

  @SuppressWarnings("unused") // picocli reads it
  @Mixin
  private final ConfigFile configuration = new ConfigFile();

  @Mixin private final LogOptions log = new LogOptions();

  @Override
  public Integer call() throws InterruptedException {
    log.apply();
    SchedulerConfig config = UsageException.ifRefused(this::config);
    try (SchedulerServer server = UsageException.ifRefused(() -> SchedulerServer.start(config))) {
      Serving.until(
          server::awaitTermination,
          server::close,
          Console.of(spec),
          "listening: scheduler on %s:%d, workers %s"
              .formatted(
                  config.endpoint().host(), server.port(), String.join(", ", config.workers())));
    }
    return ExitCode.OK;
  }

  SchedulerConfig config() {
    return options.config(pool);
  }
}
