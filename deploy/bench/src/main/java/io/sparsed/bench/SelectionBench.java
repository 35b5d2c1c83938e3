package io.sparsed.bench;

import io.sparsed.worker.tensor.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The choice of one layer's pattern: its time, and the memory it takes. */
@Command(
    name = "selection",
    description = "Times the choice of one layer's pattern and shows the memory of the process.",
    mixinStandardHelpOptions = true)
public final class SelectionBench implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private final LayerFlags layer = new LayerFlags();

  @Override
  public Integer call() throws IOException {
    try (var torch = Torch.open(layer.device);
        var kernels = layer.attention(torch, layer.kernels(torch));
        var scope = torch.manager().newSubManager()) {
      var in = layer.random(torch, scope);
      long before = peakMemoryKiB();
      long start = System.nanoTime();
      var pattern = layer.select(kernels, in);
      double seconds = (System.nanoTime() - start) / 1e9;
      var out = spec.commandLine().getOut();
      out.printf("%s: %s: %d bytes%n", torch.deviceName(), layer, pattern.shape().bytes());
      out.printf("time             %8.2f s%n", seconds);
      out.printf(
          "peak memory      %8.0f MiB of the process, %.0f MiB before%n",
          peakMemoryKiB() / 1024.0, before / 1024.0);
      out.flush();
    }
    return 0;
  }

  /** The most memory that this process has held, as Linux counts it. */
  private static long peakMemoryKiB() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }
}
