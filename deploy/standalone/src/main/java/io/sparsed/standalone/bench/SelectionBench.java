package io.sparsed.standalone.bench;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.AttentionKernels;
import io.sparsed.worker.attention.BlockSelection;
import io.sparsed.worker.tensor.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The choice of one layer's pattern: its time, and the memory it takes. */
@Command(
    name = "selection",
    description = "Times the choice of one layer's pattern and shows the memory of the process.",
    mixinStandardHelpOptions = true)
public final class SelectionBench implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--tokens",
      defaultValue = "65536",
      description = "Canvas length (default 65536).")
  private int tokens;

  @Option(
      names = "--gen-length",
      defaultValue = "128",
      description = "Generated tokens (default 128).")
  private int genLength;

  @Option(names = "--heads", defaultValue = "4", description = "Heads (default 4).")
  private int heads;

  @Option(
      names = "--head-dim",
      defaultValue = "16",
      description = "Dimensions of a head (default 16).")
  private int headDim;

  @Option(
      names = "--block-size",
      defaultValue = "128",
      description = "Tokens of a block (default 128).")
  private int blockSize;

  @Option(
      names = "--select",
      defaultValue = "0.3",
      description = "Share of the blocks kept (default 0.3).")
  private double select;

  @Option(
      names = "--device",
      defaultValue = "cpu",
      description = "cpu, cuda:N or auto (default cpu).")
  private String device;

  @Override
  public Integer call() throws IOException {
    try (var torch = Torch.open(device);
        var kernels = AttentionKernels.portable(torch);
        var scope = torch.manager().newSubManager()) {
      var q = (PtNDArray) scope.randomNormal(new Shape(1, heads, tokens, headDim));
      var k = (PtNDArray) scope.randomNormal(new Shape(1, heads, tokens, headDim));
      var selection = BlockSelection.of(tokens, tokens - genLength, blockSize, select);
      long before = peakMemoryKiB();
      long start = System.nanoTime();
      byte[] kept = kernels.select(q, k, 1 / Math.sqrt(headDim), blockSize, selection);
      double seconds = (System.nanoTime() - start) / 1e9;
      var out = spec.commandLine().getOut();
      out.printf(
          "%s: %d tokens, %d heads x %d, block %d, select %.2f: %d bits%n",
          torch.deviceName(), tokens, heads, headDim, blockSize, select, kept.length);
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
