package io.sparsed.bench.latency;

import io.sparsed.bench.report.BenchmarkCommand;
import io.sparsed.bench.report.Machine;
import io.sparsed.bench.report.Report;
import io.sparsed.worker.device.DeviceThread;
import io.sparsed.worker.device.ModelRunner;
import io.sparsed.worker.device.PatternStore;
import io.sparsed.worker.device.Replicas;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sparsed bench latency}: times the steps of a model. */
@Command(
    name = "latency",
    description = {
      "Times the steps of a model: dense, pattern, sparse; by canvas, share and block size.",
      "The model has random weights of a named shape, or is a checkpoint."
    },
    mixinStandardHelpOptions = true)
public final class LatencyBench extends BenchmarkCommand {
  private static final long PATTERN_BYTES = 8L << 30;

  @Mixin private final LatencyFlags flags = new LatencyFlags();
  @Mixin private final BenchModel model = new BenchModel();

  @Override
  protected Report measure() throws IOException {
    flags.check();
    PatternStore patterns = new PatternStore(PATTERN_BYTES);
    try (BenchModel.Loaded loaded = model.load(patterns);
        LoopbackWorker worker =
            new LoopbackWorker(loaded.device(), loaded.card(), loaded.type(), patterns)) {
      DeviceThread device = loaded.device();
      Replicas replicas = device.call(ModelRunner::replicas).join();
      StepBench bench =
          new StepBench(
              device,
              worker,
              loaded.card().spec(),
              flags.genLength,
              flags.activeRows,
              flags.runs,
              flags.warmUp);
      List<StepTime> steps = new ArrayList<>();
      List<GpuMemory> memory = new ArrayList<>();
      for (int canvas : flags.tokens) {
        steps.add(time(bench, canvas, StepKind.DENSE));
        bench.keep(canvas, StepKind.DENSE);
        steps.add(time(bench, canvas, StepKind.DENSE.ofRows(flags.activeRows)));
        for (StepKind pattern : flags.patterns()) {
          steps.add(time(bench, canvas, pattern));
          steps.add(time(bench, canvas, pattern.reuse()));
          steps.add(time(bench, canvas, pattern.reuse().ofRows(flags.activeRows)));
          patterns.drop(StepKind.PATTERN_ID);
          device.drop(StepKind.PATTERN_ID);
        }
        memory.add(new GpuMemory(canvas, device.call(_ -> replicas.usedGpuBytes()).join()));
        device.drop(StepKind.KEY_VALUES_ID);
      }
      return LatencyReport.of(
          loaded.name(),
          Machine.describe(replicas.deviceNames(), loaded.type().displayName()),
          device.call(_ -> replicas.description()).join(),
          steps,
          memory);
    }
  }

  private StepTime time(StepBench bench, int canvas, StepKind kind) {
    StepTime step = bench.time(canvas, kind);
    progress("%8d tokens, %s: %.4f s".formatted(canvas, kind, step.seconds()));
    return step;
  }
}
