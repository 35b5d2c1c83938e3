package io.sparsed.bench;

import io.sparsed.bench.report.BenchmarkCommand;
import io.sparsed.bench.report.Column;
import io.sparsed.bench.report.Machine;
import io.sparsed.bench.report.Report;
import io.sparsed.bench.report.Table;
import io.sparsed.worker.attention.AttentionPrecision;
import io.sparsed.worker.tensor.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Times the choice of one layer's pattern, and tells the memory that it takes. */
@Command(
    name = "selection",
    description = "Times the choice of one layer's pattern and shows the memory of the process.",
    mixinStandardHelpOptions = true)
final class SelectionBench extends BenchmarkCommand {
  private static final double KIB_PER_MIB = 1024;

  @Mixin private final LayerFlags layer = new LayerFlags();

  /** Time and memory of a choice; the memory is the most that the process has held. */
  private record Selection(double seconds, long bytes, double peakMib, double peakMibBefore) {}

  @Override
  protected Report measure() throws IOException {
    try (var torch = Torch.open(layer.device);
        var kernels = layer.attention(torch, layer.kernels(torch), new AttentionPrecision.Full());
        var scope = torch.manager().newSubManager()) {
      var in = layer.random(torch, scope);
      double before = peakMemoryMib();
      long start = System.nanoTime();
      var pattern = layer.select(kernels, in);
      double seconds = (System.nanoTime() - start) / 1e9;
      Selection selection =
          new Selection(seconds, pattern.shape().bytes(), peakMemoryMib(), before);
      return new Report(
          "The choice of one layer's pattern",
          Machine.describe(),
          layer.settings(torch),
          List.of(
              new Table<>(
                  "selection",
                  "Time and memory",
                  List.of(selection),
                  List.of(
                      Column.number("seconds", "seconds", 2, Selection::seconds),
                      Column.count("pattern_bytes", "pattern bytes", Selection::bytes),
                      Column.number("peak_mib", "peak MiB", 0, Selection::peakMib),
                      Column.number(
                          "peak_mib_before", "peak MiB before", 0, Selection::peakMibBefore)))));
    }
  }

  /** Returns the most memory that this process has held, as Linux counts it. */
  private static double peakMemoryMib() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmHWM:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElse(0)
        / KIB_PER_MIB;
  }
}
