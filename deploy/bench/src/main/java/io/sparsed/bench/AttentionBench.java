package io.sparsed.bench;

import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.tensor.Torch;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One layer of attention, dense against block-sparse. */
@Command(
    name = "attention",
    description = "Times one layer of dense against block-sparse attention.",
    mixinStandardHelpOptions = true)
public final class AttentionBench implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private final LayerFlags layer = new LayerFlags();

  @Option(
      names = "--runs",
      defaultValue = "20",
      description = "Timed runs of each (default ${DEFAULT-VALUE}).")
  private int runs;

  @Override
  public Integer call() {
    try (var torch = Torch.open(layer.device)) {
      var kernels = layer.kernels(torch);
      try (var attention = layer.attention(torch, kernels);
          var scope = torch.manager().newSubManager()) {
        var in = layer.random(torch, scope);
        var span = layer.span();
        var pattern = layer.select(attention, in);
        try (var prepared = attention.prepare(pattern)) {
          double[] dense = millis(torch, () -> attention.dense(scope, in, span));
          double[] sparse = millis(torch, () -> prepared.sparse(scope, 0, 0, in, span));
          print(torch.deviceName() + ", " + kernels.description(), pattern, dense, sparse);
        }
      }
    }
    return 0;
  }

  /** Times on the device itself: what starting and waiting cost is not in them. */
  private double[] millis(Torch torch, Supplier<PtNDArray> attend) {
    return Stopwatch.millis(
        runs,
        () -> {
          torch.timer().start();
          attend.get().close();
          return torch.timer().stop().values().stream().reduce(Duration.ZERO, Duration::plus);
        });
  }

  private void print(String name, Pattern pattern, double[] dense, double[] sparse) {
    var shape = pattern.shape();
    double all = (double) layer.tokens * layer.tokens * layer.heads;
    double kept = 0;
    for (int head = 0; head < shape.heads(); head++) {
      for (int block = 0; block < shape.blocks(); block++) {
        for (int key : pattern.kept(0, 0, head, block)) {
          kept += (double) tokens(block) * tokens(key);
        }
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s: %s, %d runs%n", name, layer, runs);
    out.printf("scores kept      %6.1f %%  (ideal speed-up %.2fx)%n", 100 * kept / all, all / kept);
    row(out, "dense", dense, all);
    row(out, "block-sparse", sparse, kept);
    out.printf("speed-up         %8.2fx%n", Stopwatch.median(dense) / Stopwatch.median(sparse));
    out.flush();
  }

  /** Tokens of a block; the last may have fewer. */
  private int tokens(int block) {
    return Math.min(layer.blockSize, layer.tokens - block * layer.blockSize);
  }

  /** A multiplication and an addition per score and dimension, for QK and for PV. */
  private void row(PrintWriter out, String name, double[] millis, double scores) {
    double operations = 4 * scores * layer.headDim;
    out.printf(
        "%-16s %8.2f ms  (fastest %.2f)  %8.2f TFLOP/s%n",
        name, Stopwatch.median(millis), millis[0], operations / Stopwatch.median(millis) / 1e9);
  }
}
