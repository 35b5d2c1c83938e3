package io.sparsed.client;

import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.scheduler.SchedulerServer;
import io.sparsed.worker.Compute;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import io.sparsed.worker.golden.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** The golden LLaDA model behind a real scheduler and a real worker, over real sockets. */
final class ServedModel implements AutoCloseable {
  static final String MODEL = "llada-tiny";

  private final WorkerServer worker;
  private final SchedulerServer scheduler;

  ServedModel(Path folder, UnaryOperator<SchedulerConfig> change)
      throws IOException, InterruptedException {
    worker =
        WorkerServer.start(
                WorkerConfig.of(Golden.checkpoint(MODEL, folder)).withCompute(Compute.on("cpu")))
            .awaitReady();
    scheduler =
        SchedulerServer.start(
                change.apply(SchedulerConfig.of(List.of("127.0.0.1:" + worker.port()))))
            .awaitReady();
  }

  String target() {
    return "127.0.0.1:" + scheduler.port();
  }

  SparseDClient client() {
    return SparseDClient.builder(target()).plaintext().build();
  }

  SchedulerServer scheduler() {
    return scheduler;
  }

  @Override
  public void close() {
    scheduler.close();
    worker.close();
  }
}
