package io.sparsed.worker;

import io.sparsed.worker.checkpoint.HuggingFaceCache;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags that tell a worker which checkpoint to load, and on which device. */
public final class ModelOptions {
  @Option(
      names = {"--model", "--model-path", "--model_path"},
      descriptionKey = "SPARSED_MODEL",
      paramLabel = "DIR",
      description =
          "Checkpoint folder as Hugging Face publishes it, or the name of a model in its cache:"
              + " org/name.")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--model-id",
      descriptionKey = "SPARSED_MODEL_ID",
      paramLabel = "ID",
      description = "Id of the model. Default: the folder's name, or the only model there is.")
  private Optional<String> id = Optional.empty();

  @Mixin private final DeviceOptions device = new DeviceOptions();

  /** Returns the folder that {@code --model} names. */
  public Optional<Path> folder() {
    return folder;
  }

  /** Returns the id that {@code --model-id} gives. */
  public Optional<String> id() {
    return id;
  }

  /**
   * Returns the configuration of a worker on a free loopback port, with default limits.
   *
   * @param checkpoint folder to load, or the name of a model in Hugging Face's cache, whatever
   *     {@code --model} names
   * @throws IllegalArgumentException if the id is blank, or devices are given twice
   * @throws io.sparsed.worker.checkpoint.CheckpointException if the cache lacks its snapshot
   */
  public WorkerConfig config(Path checkpoint) {
    Path folder = HuggingFaceCache.of(System.getenv()).folder(checkpoint);
    WorkerConfig config = WorkerConfig.of(folder).withCompute(device.compute());
    return id.map(config::withModelId).orElse(config);
  }
}
