package io.sparsed.worker;

import io.sparsed.worker.model.Precision;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The flags that tell a worker where and how to compute. */
public final class DeviceOptions {
  @Option(
      names = "--device",
      descriptionKey = "SPARSED_DEVICE",
      paramLabel = "DEVICE",
      description = "auto, cpu, cuda or cuda:N. Default: auto.")
  private Optional<String> device = Optional.empty();

  @Option(
      names = "--devices",
      descriptionKey = "SPARSED_DEVICES",
      split = ",",
      paramLabel = "N",
      description =
          "GPUs of this machine that compute each forward together: 0,1,2,3. Default: one device.")
  private List<String> devices = List.of();

  @Option(
      names = "--dtype",
      descriptionKey = "SPARSED_DTYPE",
      paramLabel = "TYPE",
      description =
          "float32, bfloat16, float16 or auto: the checkpoint's on a GPU, float32 on a CPU."
              + " Default: auto.")
  private ComputeType type = ComputeType.AUTO;

  @Option(
      names = "--precision",
      descriptionKey = "SPARSED_PRECISION",
      paramLabel = "NAME",
      description =
          "full; or, on Hopper and in bfloat16, fp8-linear for linear layers in fp8, or fp8 for"
              + " attention too. Default: full.")
  private Precision precision = Precision.FULL;

  @Option(
      names = {"--kernels-library", "--kernels"},
      descriptionKey = "SPARSED_KERNELS_LIBRARY",
      paramLabel = "FILE",
      description = "Library of CUDA kernels. Default: the one that was built in.")
  private Optional<Path> kernels = Optional.empty();

  /**
   * Returns the devices, type and kernels that the flags name.
   *
   * @throws IllegalArgumentException if {@code --device} and {@code --devices} are both given
   */
  public Compute compute() {
    return new Compute(names(device, devices), type, precision, kernels);
  }

  /**
   * Returns the names of devices.
   *
   * @param device value of {@code --device}
   * @param devices values of {@code --devices}: numbers of GPUs, or names
   * @throws IllegalArgumentException if both are given
   */
  public static List<String> names(Optional<String> device, List<String> devices) {
    if (device.isPresent() && !devices.isEmpty()) {
      throw new IllegalArgumentException(
          "--device %s and --devices %s are both given, or SPARSED_DEVICE and SPARSED_DEVICES: leave one of them out"
              .formatted(device.get(), String.join(",", devices)));
    }
    return devices.isEmpty()
        ? List.of(device.orElse("auto"))
        : devices.stream().map(each -> each.matches("\\d+") ? "cuda:" + each : each).toList();
  }
}
