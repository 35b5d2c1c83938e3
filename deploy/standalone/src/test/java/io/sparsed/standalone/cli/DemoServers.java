package io.sparsed.standalone.cli;

import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.standalone.local.LocalServers;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.worker.Compute;
import io.sparsed.worker.WorkerConfig;
import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The demo model behind a scheduler, to connect to. */
final class DemoServers implements AutoCloseable {
  private final ModelFolder folder;
  private final LocalServers servers;

  DemoServers(UnaryOperator<SchedulerConfig> scheduler) throws IOException, InterruptedException {
    folder = ModelFolder.of(Optional.empty());
    servers =
        LocalServers.start(
            WorkerConfig.of(folder.path()).withCompute(Compute.on("cpu")),
            workers -> scheduler.apply(SchedulerConfig.of(workers)));
  }

  String target() {
    return "127.0.0.1:" + servers.schedulerPort();
  }

  int workerPort() {
    return servers.workerPort();
  }

  @Override
  public void close() {
    servers.close();
    folder.close();
  }
}
