package io.sparsed.langchain4j;

import io.sparsed.client.SparseDClient;
import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.standalone.local.LocalServers;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.worker.Compute;
import io.sparsed.worker.WorkerConfig;
import java.io.IOException;
import java.util.Optional;

/** The embedded demo model behind a real scheduler and a real worker, over real sockets. */
final class DemoServer implements AutoCloseable {
  static final String QUESTION =
      "The code for the blue door is 4821. What is the code for the blue door?";

  private final ModelFolder model;
  private final LocalServers servers;

  DemoServer() throws IOException, InterruptedException {
    model = ModelFolder.of(Optional.empty());
    servers =
        LocalServers.start(
            WorkerConfig.of(model.path()).withCompute(Compute.on("cpu")), SchedulerConfig::of);
  }

  String target() {
    return "127.0.0.1:" + servers.schedulerPort();
  }

  SparseDClient client() {
    return SparseDClient.builder(target()).plaintext().build();
  }

  @Override
  public void close() {
    servers.close();
    model.close();
  }
}
