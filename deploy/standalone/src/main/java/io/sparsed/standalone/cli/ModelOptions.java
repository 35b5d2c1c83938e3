package io.sparsed.standalone.cli;

import io.sparsed.worker.ComputeType;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.model.Precision;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "auto, cpu, cuda or cuda:N. Default: auto.")
  String device = "auto";

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      converter = ComputeTypeConverter.class,
      description =
          "float32, bfloat16, float16 or auto: the checkpoint's on a GPU, float32 on a CPU."
              + " Default: auto.")
  ComputeType dtype = ComputeType.AUTO;

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      description = "full, or fp8 for the linear layers, on Hopper and in bfloat16. Default: full.")
  Precision precision = Precision.FULL;

  @Option(
      names = "--kernels",
      paramLabel = "FILE",
      defaultValue = "${env:SPARSED_KERNELS_LIBRARY}",
      description =
          "Library of CUDA kernels, instead of the one that was built in. Default:"
              + " SPARSED_KERNELS_LIBRARY.")
  @Nullable Path kernels;

  Optional<Path> folder() {
    return Optional.ofNullable(folder);
  }

  Optional<String> id() {
    return Optional.ofNullable(id);
  }

  WorkerConfig workerConfig(Path checkpoint) {
    WorkerConfig config =
        WorkerConfig.of(checkpoint)
            .withDevice(device)
            .withComputeType(dtype)
            .withPrecision(precision);
    if (kernels != null) {
      config = config.withKernels(kernels);
    }
    return id == null ? config : config.withModelId(id);
  }
}
