package io.sparsed.bench.latency;

import io.sparsed.bench.chart.Drawing;
import io.sparsed.bench.machine.Machine;
import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.output.AnswersAsJson;
import io.sparsed.standalone.output.OutputFlag;
import io.sparsed.worker.device.DeviceThread;
import io.sparsed.worker.device.ModelRunner;
import io.sparsed.worker.device.PatternStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sparsed bench latency}. */
@Command(
    name = "latency",
    description = {
      "Times the steps of a model: dense, pattern, sparse; by canvas, share and block size.",
      "The model has random weights of a named shape, or is a checkpoint."
    },
    mixinStandardHelpOptions = true)
public final class LatencyBench implements Callable<Integer>, AnswersAsJson {
  private static final long PATTERN_BYTES = 8L << 30;

  @Spec private CommandSpec spec;
  @Mixin private final LatencyFlags flags = new LatencyFlags();
  @Mixin private final BenchModel model = new BenchModel();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for latency.json, latency.md and a chart.")
  private @Nullable Path out;

  @Option(
      names = "--redraw",
      paramLabel = "FILE",
      description = "Shows and draws an earlier latency.json instead of measuring.")
  private @Nullable Path redraw;

  @Mixin private final OutputFlag output = new OutputFlag();

  @Override
  public boolean answersAsJson() {
    return output.isJson();
  }

  @Override
  public Integer call() throws IOException {
    flags.check();
    Optional<ReportFiles> files = Optional.ofNullable(out).map(this::files);
    Report report = redraw == null ? measure() : ReportJson.read(redraw);
    PrintWriter answer = spec.commandLine().getOut();
    if (answersAsJson()) {
      answer.println(ReportJson.of(report));
    } else {
      ReportText.lines(report).forEach(answer::println);
    }
    answer.flush();
    if (files.isPresent()) {
      files.get().write(report);
    }
    return ExitCode.OK;
  }

  private ReportFiles files(Path folder) {
    Drawing drawing =
        Drawing.here()
            .orWarn(
                spec.commandLine().getErr(),
                "Later, also on another machine: bench latency --redraw %s --out DIR."
                    .formatted(folder.resolve(ReportFiles.JSON)));
    return new ReportFiles(folder, drawing);
  }

  private Report measure() throws IOException {
    PatternStore patterns = new PatternStore(PATTERN_BYTES);
    try (BenchModel.Loaded loaded = model.load(patterns);
        LoopbackWorker worker =
            new LoopbackWorker(loaded.device(), loaded.card(), loaded.type(), patterns)) {
      DeviceThread device = loaded.device();
      StepBench bench =
          new StepBench(
              device, worker, loaded.card().spec(), flags.genLength, flags.runs, flags.warmUp);
      List<StepTime> steps = new ArrayList<>();
      List<Report.Memory> memory = new ArrayList<>();
      for (int canvas : flags.tokens) {
        steps.add(note(bench.time(canvas, new StepKind.Dense())));
        for (StepKind.Pattern pattern : flags.patterns()) {
          steps.add(note(bench.time(canvas, pattern)));
          steps.add(
              note(bench.time(canvas, new StepKind.Sparse(pattern.select(), pattern.blockSize()))));
          patterns.drop(StepKind.PATTERN_ID);
          device.purge();
        }
        memory.add(new Report.Memory(canvas, device.ask(ModelRunner::usedGpuBytes).join()));
      }
      return new Report(
          String.join(" ", spec.root().commandLine().getParseResult().originalArgs()),
          loaded.name(),
          Machine.describe(device.ask(ModelRunner::device).join(), loaded.type().displayName()),
          device.ask(ModelRunner::kernels).join(),
          steps,
          memory);
    }
  }

  /** A long run shows that it lives. */
  private StepTime note(StepTime step) {
    PrintWriter err = spec.commandLine().getErr();
    err.printf("%8d tokens, %s: %.4f s%n", step.canvas(), step.kind(), step.seconds());
    err.flush();
    return step;
  }
}
