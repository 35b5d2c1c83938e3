package io.sparsed.standalone.local;

import io.sparsed.worker.ComputeType;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.model.Precision;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where and how a worker of this process computes. */
public final class DeviceFlags {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "auto, cpu, cuda or cuda:N. Default: auto.")
  private String device = "auto";

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      converter = ComputeTypeConverter.class,
      description =
          "float32, bfloat16, float16 or auto: the checkpoint's on a GPU, float32 on a CPU."
              + " Default: auto.")
  private ComputeType dtype = ComputeType.AUTO;

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      description = "full, or fp8 for the linear layers, on Hopper and in bfloat16. Default: full.")
  private Precision precision = Precision.FULL;

  @Option(
      names = "--kernels",
      paramLabel = "FILE",
      defaultValue = "${env:SPARSED_KERNELS_LIBRARY}",
      description =
          "Library of CUDA kernels, instead of the one that was built in. Default:"
              + " SPARSED_KERNELS_LIBRARY.")
  private @Nullable Path kernels;

  /** A worker that serves this checkpoint so. */
  public WorkerConfig worker(Path checkpoint) {
    WorkerConfig config =
        WorkerConfig.of(checkpoint)
            .withDevice(device)
            .withComputeType(dtype)
            .withPrecision(precision);
    return kernels == null ? config : config.withKernels(kernels);
  }
}
