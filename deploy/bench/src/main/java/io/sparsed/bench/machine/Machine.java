package io.sparsed.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** This machine, as Linux describes it. */
public final class Machine {
  private static final Path CPUS = Path.of("/proc/cpuinfo");
  private static final Path GPUS = Path.of("/proc/driver/nvidia/gpus");

  private Machine() {}

  /**
   * The device, the processor and Java, in a line.
   *
   * @param device {@code cpu} or {@code cuda:N}
   * @param computeType of weights and activations
   */
  public static String describe(String device, String computeType) {
    String gpu = device.equals("cpu") ? "" : gpu().orElse("GPU") + ", ";
    return "%s%d cores of %s, %s on %s, Java %s"
        .formatted(
            gpu,
            Runtime.getRuntime().availableProcessors(),
            field(CPUS, "model name").orElse(System.getProperty("os.arch")),
            computeType,
            device,
            Runtime.version().feature());
  }

  private static Optional<String> gpu() {
    try (Stream<Path> gpus = Files.list(GPUS)) {
      return gpus.sorted().findFirst().flatMap(gpu -> field(gpu.resolve("information"), "Model"));
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /** The first {@code name : value} of a file, if there is one. */
  private static Optional<String> field(Path file, String name) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      return Optional.empty();
    }
    return lines.stream()
        .filter(line -> line.startsWith(name) && line.contains(":"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst();
  }
}
