package io.sparsed.standalone.bench;

import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.AttentionKernels;
import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.tensor.Torch;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
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
    try (var torch = Torch.open(layer.device);
        var kernels = AttentionKernels.portable(torch);
        var scope = torch.manager().newSubManager()) {
      var in = layer.random(scope);
      var span = layer.span();
      var pattern = layer.select(kernels, in);
      try (var prepared = kernels.prepare(pattern)) {
        double[] dense = Stopwatch.millis(runs, () -> finish(kernels.dense(scope, in, span)));
        double[] sparse =
            Stopwatch.millis(runs, () -> finish(prepared.sparse(scope, 0, 0, in, span)));
        print(torch.deviceName(), kept(pattern), dense, sparse);
      }
    }
    return 0;
  }

  /** Waits for the device: reading one element needs the result. */
  private static void finish(PtNDArray result) {
    try (result;
        var first = result.get(0, 0)) {
      first.getFloat();
    }
  }

  /** Share of the key blocks that the pattern keeps. */
  private static double kept(Pattern pattern) {
    var shape = pattern.shape();
    long bits = 0;
    for (int i = 0; i < shape.words(); i++) {
      bits += Long.bitCount(pattern.word(i));
    }
    return (double) bits / shape.heads() / shape.blocks() / shape.blocks();
  }

  private void print(String name, double kept, double[] dense, double[] sparse) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s: %s, %d runs%n", name, layer, runs);
    out.printf("key blocks kept  %6.1f %%  (ideal speed-up %.2fx)%n", 100 * kept, 1 / kept);
    out.printf("dense            %8.2f ms  (fastest %.2f)%n", Stopwatch.median(dense), dense[0]);
    out.printf("block-sparse     %8.2f ms  (fastest %.2f)%n", Stopwatch.median(sparse), sparse[0]);
    out.printf("speed-up         %8.2fx%n", Stopwatch.median(dense) / Stopwatch.median(sparse));
    out.flush();
  }
}
