package io.sparsed.bench.latency;

import io.sparsed.bench.chart.Axis;
import io.sparsed.bench.chart.Chart;
import io.sparsed.bench.chart.Series;
import io.sparsed.bench.report.Column;
import io.sparsed.bench.report.Report;
import io.sparsed.bench.report.Table;
import io.sparsed.worker.timing.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Makes the report of a latency run. */
final class LatencyReport {
  private LatencyReport() {}

  /**
   * Returns the report of measured steps.
   *
   * @param model name of the model
   * @param machine device, processor and Java, in a line
   * @param kernels CUDA kernels of the device
   */
  static Report of(
      String model, String machine, String kernels, List<StepTime> steps, List<GpuMemory> memory) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("model", model);
    settings.put("kernels", kernels);
    return new Report(
            "A forward pass of " + model,
            machine,
            settings,
            List.of(steps(steps), answers(AnswerTime.of(steps)), memory(memory)))
        .withFigures(List.of(chart(model, steps).figure("latency")));
  }

  private static Table<StepTime> steps(List<StepTime> steps) {
    List<Column<StepTime>> columns =
        new ArrayList<>(
            List.of(
                Column.count("canvas", "canvas", StepTime::canvas),
                Column.text("step", "step", step -> step.kind().toString()),
                Column.number("seconds", "seconds", 4, StepTime::seconds),
                Column.number("fastest", "fastest", 4, StepTime::fastest)));
    for (Part part : Part.values()) {
      columns.add(
          Column.percent(name(part) + "_share", name(part) + " %", step -> step.share(part)));
    }
    columns.addAll(
        List.of(
            Column.percent("grpc_share", "grpc %", StepTime::grpcShare),
            Column.hidden("kind", step -> step.kind().attention().toString()),
            Column.hidden("select", step -> step.kind().select()),
            Column.hidden("block_size", step -> step.kind().blockSize()),
            Column.hidden("active_rows", step -> step.kind().activeRows()),
            Column.hidden("runs", StepTime::runs),
            Column.hidden("grpc_seconds", StepTime::grpc),
            Column.hidden("parts", LatencyReport::parts)));
    return new Table<>(
        "steps",
        "Seconds on the device, and shares of a scheduler's call over loopback gRPC",
        steps,
        columns);
  }

  private static Table<AnswerTime> answers(List<AnswerTime> answers) {
    return new Table<>(
        "answers",
        "Whole answers, composed from these steps (skip 0.2)",
        answers,
        List.of(
            Column.count("canvas", "canvas", AnswerTime::canvas),
            Column.count("steps", "steps", AnswerTime::steps),
            Column.number("dense_seconds", "dense s", 1, AnswerTime::dense),
            Column.number("sparse_seconds", "SparseD s", 1, AnswerTime::sparse),
            Column.number(
                "speed_up", "times faster", 2, answer -> answer.dense() / answer.sparse()),
            Column.number("dual_seconds", "SparseD, dual reuse s", 2, AnswerTime::dual)));
  }

  private static Table<GpuMemory> memory(List<GpuMemory> memory) {
    return new Table<>(
        "memory",
        "GPU memory in use after a canvas, libtorch's cache included",
        memory,
        List.of(
            Column.count("canvas", "canvas", GpuMemory::canvas),
            Column.number("gibibytes", "GiB", 1, GpuMemory::gibibytes),
            Column.hidden("bytes", GpuMemory::bytes)));
  }

  private static Map<String, Double> parts(StepTime step) {
    Map<String, Double> parts = new TreeMap<>();
    step.parts().forEach((part, share) -> parts.put(name(part), share));
    return parts;
  }

  private static String name(Part part) {
    return part.name().toLowerCase(Locale.ROOT);
  }

  /** Returns the seconds of a step against the canvas, a line a kind of step. */
  private static Chart chart(String model, List<StepTime> steps) {
    Map<String, List<Series.Point>> lines = new LinkedHashMap<>();
    for (StepTime step : steps) {
      lines
          .computeIfAbsent(step.kind().toString(), kind -> new ArrayList<>())
          .add(new Series.Point(step.canvas(), step.seconds()));
    }
    return new Chart(
        "A forward pass of " + model,
        Axis.log2("canvas, tokens"),
        Axis.log2("seconds"),
        lines.entrySet().stream()
            .map(line -> Series.line(line.getKey(), line.getValue()))
            .toList());
  }
}
