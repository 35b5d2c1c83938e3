package io.sparsed.bench.quality;

import io.sparsed.bench.quality.policy.Policy;
import io.sparsed.bench.quality.report.JsonReport;
import io.sparsed.bench.quality.report.ReportFiles;
import io.sparsed.bench.quality.report.Run;
import io.sparsed.bench.quality.report.Summary;
import io.sparsed.bench.quality.report.TextReport;
import io.sparsed.bench.quality.result.Result;
import io.sparsed.bench.quality.result.ResultLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/**
 * Says what came out, on the terminal and in files.
 *
 * @param flags what was run
 * @param command as it was typed, without the name of the program
 * @param policies that are compared
 * @param prompts that were asked under them
 * @param asJson what the terminal gets
 * @param files empty where no folder was named
 */
record Reporter(
    QualityFlags flags,
    String command,
    List<Policy> policies,
    List<Result.Key> prompts,
    boolean asJson,
    PrintWriter out,
    Optional<ReportFiles> files) {

  void report(String model, ResultLog log) throws IOException {
    Summary summary = Summary.of(policies, log.of(prompts));
    Run run =
        new Run(command, model, String.join("; ", log.machines()), flags.samples, flags.settings());
    if (asJson) {
      out.println(JsonReport.of(run, summary));
    } else {
      out.printf("%s on %s%n", run.model(), run.machine());
      TextReport.lines(summary).forEach(out::println);
    }
    out.flush();
    if (files.isPresent()) {
      files.get().write(run, summary);
    }
  }
}
