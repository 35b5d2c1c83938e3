package io.sparsed.standalone.cli;

import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.scheduler.SchedulerServer;
import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.failure.UsageException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sparsed scheduler}. */
@Command(name = "scheduler", description = "Runs a scheduler in front of workers.")
final class SchedulerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private final PoolFlags pool = new PoolFlags();
  @Mixin private final SchedulerFlags flags = new SchedulerFlags();
  @Mixin private final Verbosity verbosity = new Verbosity();

  @Override
  public Integer call() throws InterruptedException {
    verbosity.apply(LogLevel.INFO);
    SchedulerConfig config = UsageException.ifRefused(() -> flags.applyTo(pool.config()));
    try (SchedulerServer server = UsageException.ifRefused(() -> SchedulerServer.start(config))) {
      Serving.until(
          server::awaitTermination,
          server::close,
          Console.of(spec),
          "listening: scheduler on %s:%d, workers %s"
              .formatted(flags.host, server.port(), String.join(", ", pool.workers)));
    }
    return ExitCode.OK;
  }
}
