package io.sparsed.standalone.cli;

import io.sparsed.standalone.local.DeviceFlags;
import io.sparsed.worker.WorkerConfig;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which checkpoint a worker in this process loads, and how. */
final class ModelOptions {
  @Option(
      names = {"--model", "--model-path", "--model_path"},
      paramLabel = "DIR",
      description =
          "Checkpoint folder as Hugging Face publishes it, or a demo model: demo (LLaDA),"
              + " demo-dream. Default: demo.")
  @Nullable Path folder;

  @Option(
      names = "--model-id",
      paramLabel = "ID",
      description = "Id of the model. Default: the folder's name; with --connect: the only model.")
  @Nullable String id;

  @Mixin private final DeviceFlags device = new DeviceFlags();

  Optional<Path> folder() {
    return Optional.ofNullable(folder);
  }

  Optional<String> id() {
    return Optional.ofNullable(id);
  }

  WorkerConfig workerConfig(Path checkpoint) {
    WorkerConfig config = device.worker(checkpoint);
    return id == null ? config : config.withModelId(id);
  }
}
