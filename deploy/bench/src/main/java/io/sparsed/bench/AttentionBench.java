package io.sparsed.bench;

import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.bench.report.BenchmarkCommand;
import io.sparsed.bench.report.Column;
import io.sparsed.bench.report.Machine;
import io.sparsed.bench.report.Report;
import io.sparsed.bench.report.Table;
import io.sparsed.worker.attention.AttentionPrecision;
import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.model.Precision;
import io.sparsed.worker.tensor.Torch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times one layer of dense attention against block-sparse attention. */
@Command(
    name = "attention",
    description = "Times one layer of dense against block-sparse attention.",
    mixinStandardHelpOptions = true)
final class AttentionBench extends BenchmarkCommand {
  @Mixin private final LayerFlags layer = new LayerFlags();

  @Option(
      names = "--runs",
      defaultValue = "20",
      description = "Timed runs of each (default ${DEFAULT-VALUE}).")
  private int runs;

  @Option(
      names = "--precision",
      description = "full, or fp8 on Hopper, with heads and blocks of 128. Default: full.")
  private Precision precision = Precision.FULL;

  /**
   * The times of one kind of attention.
   *
   * @param millis times of the runs in milliseconds, ascending
   * @param scores scores that are computed
   */
  private record Attention(String name, double[] millis, double scores) {
    double median() {
      return Stopwatch.median(millis);
    }

    /** Counts a multiplication and an addition a score and dimension, for QK and for PV. */
    double teraflops(int headDim) {
      return 4 * scores * headDim / median() / 1e9;
    }
  }

  @Override
  protected Report measure() {
    try (var torch = Torch.open(layer.device)) {
      var kernels = layer.kernels(torch);
      var chosen =
          AttentionPrecision.choose(precision == Precision.FP8, torch, kernels, layer.counts());
      try (var attention = layer.attention(torch, kernels, chosen);
          var scope = torch.manager().newSubManager()) {
        var in = layer.random(torch, scope);
        var span = layer.span();
        var pattern = layer.select(attention, in);
        try (var prepared = attention.prepare(pattern)) {
          double[] dense = millis(torch, () -> attention.dense(scope, in, span));
          double[] sparse = millis(torch, () -> prepared.sparse(scope, 0, 0, in, span));
          Map<String, Object> settings = layer.settings(torch);
          settings.put("kernels", kernels.description() + chosen.description());
          settings.put("runs", runs);
          return report(
              settings,
              new Attention("dense", dense, (double) layer.tokens * layer.tokens * layer.heads),
              new Attention("block-sparse", sparse, kept(pattern)));
        }
      }
    }
  }

  /** Times by the clock of the device, without starting and waiting. */
  private double[] millis(Torch torch, Supplier<PtNDArray> attend) {
    return Stopwatch.millis(
        runs,
        () -> {
          torch.timer().start();
          attend.get().close();
          return torch.timer().stop().values().stream().reduce(Duration.ZERO, Duration::plus);
        });
  }

  /** Returns the number of scores in the blocks of a pattern. */
  private double kept(Pattern pattern) {
    var shape = pattern.shape();
    double kept = 0;
    for (int head = 0; head < shape.heads(); head++) {
      for (int block = 0; block < shape.blocks(); block++) {
        for (int key : pattern.kept(0, 0, head, block)) {
          kept += (double) tokens(block) * tokens(key);
        }
      }
    }
    return kept;
  }

  /** Returns the tokens of a block; the last may have fewer. */
  private int tokens(int block) {
    return Math.min(layer.blockSize, layer.tokens - block * layer.blockSize);
  }

  private Report report(Map<String, Object> settings, Attention dense, Attention sparse) {
    double kept = sparse.scores() / dense.scores();
    return new Report(
        "One layer of attention",
        Machine.describe(),
        settings,
        List.of(
            new Table<>(
                "attention",
                "Time of a layer",
                List.of(dense, sparse),
                List.of(
                    Column.text("attention", "attention", Attention::name),
                    Column.number("median_ms", "median ms", 2, Attention::median),
                    Column.number("fastest_ms", "fastest ms", 2, each -> each.millis()[0]),
                    Column.number(
                        "teraflops", "TFLOP/s", 2, each -> each.teraflops(layer.headDim)))),
            new Table<>(
                "comparison",
                "Block-sparse against dense",
                List.of(dense.median() / sparse.median()),
                List.of(
                    Column.number("speed_up", "speed-up", 2, speedUp -> speedUp),
                    Column.number("ideal_speed_up", "ideal speed-up", 2, any -> 1 / kept),
                    Column.percent("scores_kept", "scores kept %", any -> kept)))));
  }
}
