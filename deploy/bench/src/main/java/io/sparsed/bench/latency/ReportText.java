package io.sparsed.bench.latency;

import io.sparsed.worker.timing.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The report for a terminal, in Markdown's tables. */
final class ReportText {
  private static final double GIB = 1L << 30;

  private ReportText() {}

  static List<String> lines(Report report) {
    List<String> lines = new ArrayList<>();
    lines.add("%s on %s".formatted(report.model(), report.machine()));
    lines.add("kernels: " + report.kernels());
    lines.add("Seconds on the device; shares of a scheduler's call over loopback gRPC:");
    lines.add("");
    lines.add(
        "| canvas | step | seconds | fastest | "
            + Arrays.stream(Part.values()).map(ReportText::name).collect(Collectors.joining(" | "))
            + " | grpc % |");
    lines.add("|---" + "|---:".repeat(4 + Part.values().length) + "|");
    report.steps().forEach(step -> lines.add(row(step)));
    lines.add("");
    lines.add("Whole answers, composed from these steps (skip 0.2):");
    lines.add("");
    lines.add("| canvas | steps | dense s | SparseD s | times faster |");
    lines.add("|---:|---:|---:|---:|---:|");
    report.answers().forEach(answer -> lines.add(row(answer)));
    lines.add("");
    report
        .memory()
        .forEach(
            memory ->
                lines.add(
                    "GPU memory after %d tokens: %.1f GiB"
                        .formatted(memory.canvas(), memory.bytes() / GIB)));
    return lines;
  }

  private static String name(Part part) {
    return part.name().toLowerCase(Locale.ROOT) + " %";
  }

  private static String row(StepTime step) {
    String parts =
        Arrays.stream(Part.values())
            .map(part -> "%.1f".formatted(100 * step.share(part)))
            .collect(Collectors.joining(" | "));
    return "| %d | %s | %.4f | %.4f | %s | %.1f |"
        .formatted(
            step.canvas(),
            step.kind(),
            step.seconds(),
            step.fastest(),
            parts,
            100 * step.grpcShare());
  }

  private static String row(AnswerTime answer) {
    return "| %d | %d | %.1f | %.1f | %.2f |"
        .formatted(
            answer.canvas(),
            answer.steps(),
            answer.dense(),
            answer.sparse(),
            answer.dense() / answer.sparse());
  }
}
