package io.sparsed.standalone.cli;

import io.sparsed.client.ModelInfo;
import io.sparsed.client.RetryPolicy;
import io.sparsed.client.SparseDClient;
import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.standalone.connect.ConnectOptions;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.standalone.local.LocalServers;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.worker.ModelOptions;
import io.sparsed.worker.WorkerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A Session holds a client of schedulers: of running ones, or of one that it starts in this process
 * together with a worker. One thread owns it.
 */
final class Session implements AutoCloseable {
  private final Deque<Runnable> closers = new ArrayDeque<>();
  private final SparseDClient client;
  private final Optional<Path> checkpoint;

  /**
   * Connects to the schedulers that were named, or starts one.
   *
   * @param policy retry policy of the client
   * @throws IOException if the model cannot be read, or no port listened on
   * @throws InterruptedException if the calling thread is interrupted
   */
  Session(ConnectOptions connect, ModelOptions model, RetryPolicy policy)
      throws IOException, InterruptedException {
    try {
      if (connect.isGiven()) {
        checkpoint = model.folder().isPresent() ? Optional.of(unpacked(model)) : Optional.empty();
        client = connect.client(policy);
      } else {
        Path folder = unpacked(model);
        checkpoint = Optional.of(folder);
        WorkerConfig worker = UsageException.ifRefused(() -> model.config(folder));
        LocalServers servers =
            LocalServers.start(
                worker,
                // Its operator asks: longer than the model was trained for is fine.
                workers ->
                    SchedulerConfig.of(workers)
                        .with(config -> config.maxCanvasLength(worker.limits().maxCanvasLength())));
        closers.push(servers::close);
        client = connect.clientOfThisProcess("127.0.0.1:" + servers.schedulerPort(), policy);
      }
      closers.push(client::close);
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  SparseDClient client() {
    return client;
  }

  /** Returns the checkpoint folder; empty if it is not known to be on this machine. */
  Optional<Path> checkpoint() {
    return checkpoint;
  }

  /**
   * Returns the model to ask.
   *
   * @param id id of the model; empty for the only one
   * @throws UsageException if there is no such model, or several and none is named
   * @throws IllegalStateException if there is none at all
   */
  ModelInfo model(Optional<String> id) {
    List<ModelInfo> models = client.models();
    if (models.isEmpty()) {
      throw new IllegalStateException(
          "the scheduler has no model: none of its workers is ready; see its log");
    }
    if (id.isEmpty() && models.size() == 1) {
      return models.getFirst();
    }
    String ids = models.stream().map(ModelInfo::id).collect(Collectors.joining(", "));
    if (id.isEmpty()) {
      throw new UsageException(
          "the scheduler has several models; choose one with --model-id: " + ids);
    }
    return models.stream()
        .filter(model -> model.id().equals(id.get()))
        .findFirst()
        .orElseThrow(
            () -> new UsageException("no model %s; there is: %s".formatted(id.get(), ids)));
  }

  private Path unpacked(ModelOptions model) throws IOException {
    ModelFolder folder = ModelFolder.of(model.folder());
    closers.push(folder::close);
    return folder.path();
  }

  @Override
  public void close() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
