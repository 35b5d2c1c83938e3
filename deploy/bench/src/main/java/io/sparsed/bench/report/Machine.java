package io.sparsed.bench.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Describes this machine, as Linux knows it. */
public final class Machine {
  private static final Path CPUS = Path.of("/proc/cpuinfo");
  private static final Path GPUS = Path.of("/proc/driver/nvidia/gpus");

  private Machine() {}

  /**
   * Returns GPU, processor, type, device and Java in a line.
   *
   * @param device {@code cpu} or {@code cuda:N}
   * @param computeType type of weights and activations
   */
  public static String describe(String device, String computeType) {
    String gpu = device.equals("cpu") ? "" : gpu().orElse("GPU") + ", ";
    return "%s%s, %s on %s, %s".formatted(gpu, cores(), computeType, device, java());
  }

  /** Returns processor and Java in a line. */
  public static String describe() {
    return cores() + ", " + java();
  }

  private static String cores() {
    return "%d cores of %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            field(CPUS, "model name").orElse(System.getProperty("os.arch")));
  }

  private static String java() {
    return "Java " + Runtime.version().feature();
  }

  private static Optional<String> gpu() {
    try (Stream<Path> gpus = Files.list(GPUS)) {
      return gpus.sorted().findFirst().flatMap(gpu -> field(gpu.resolve("information"), "Model"));
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /** Returns the value of the first {@code name : value} of a file, if there is one. */
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
