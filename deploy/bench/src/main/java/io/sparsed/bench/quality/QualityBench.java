package io.sparsed.bench.quality;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparsed.bench.chart.Drawing;
import io.sparsed.bench.machine.Machine;
import io.sparsed.bench.quality.policy.Policy;
import io.sparsed.bench.quality.report.ReportFiles;
import io.sparsed.bench.quality.result.ResultLog;
import io.sparsed.bench.quality.task.Tasks;
import io.sparsed.bench.quality.worker.PolicyServers;
import io.sparsed.client.SparseDClient;
import io.sparsed.standalone.batch.OrderedWork;
import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.standalone.output.AnswersAsJson;
import io.sparsed.standalone.output.OutputFlag;
import io.sparsed.standalone.terminal.ProgressLine;
import io.sparsed.v1.DescribeResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sparsed bench quality}. */
@Command(
    name = "quality",
    description = {
      "Compares attention policies by how many prompts they answer.",
      "With --out, run it again to resume an interrupted run."
    },
    mixinStandardHelpOptions = true)
public final class QualityBench implements Callable<Integer>, AnswersAsJson {
  private static final String REPORT_ONLY = "--report-only";

  @Spec private CommandSpec spec;
  @Mixin private final QualityFlags flags = new QualityFlags();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder for results.jsonl, which a run continues, quality.json, quality.md and charts.")
  private @Nullable Path out;

  @Option(
      names = REPORT_ONLY,
      description =
          "Make page, charts and JSON anew from what --out holds, for example on a machine without"
              + " a GPU. Give the flags of the run.")
  private boolean reportOnly;

  @Mixin private final OutputFlag output = new OutputFlag();

  @Override
  public boolean answersAsJson() {
    return output.isJson();
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    flags.check();
    List<Policy> policies = flags.policies();
    List<Sample> samples =
        Sample.all(policies, Tasks.of(flags.tasks()).first(flags.lengths(), flags.samples));
    Reporter reporter = reporter(policies, samples);
    if (reportOnly) {
      reportMeasured(samples, reporter);
    } else {
      measure(samples, reporter);
    }
    return ExitCode.OK;
  }

  private Reporter reporter(List<Policy> policies, List<Sample> samples) {
    return new Reporter(
        flags,
        spec.root().commandLine().getParseResult().originalArgs().stream()
            .filter(argument -> !argument.equals(REPORT_ONLY))
            .collect(Collectors.joining(" ")),
        policies,
        samples.stream().map(Sample::key).toList(),
        answersAsJson(),
        spec.commandLine().getOut(),
        Optional.ofNullable(out).map(this::files));
  }

  /** Who is to wait for minutes knows before what will be missing. */
  private ReportFiles files(Path folder) {
    Drawing drawing =
        Drawing.here()
            .orWarn(
                spec.commandLine().getErr(),
                "Later, or with this --out on another machine: the same command with %s."
                    .formatted(REPORT_ONLY));
    return new ReportFiles(folder, drawing);
  }

  private void measure(List<Sample> samples, Reporter reporter)
      throws IOException, InterruptedException {
    try (ModelFolder folder = ModelFolder.of(flags.model());
        PolicyServers servers =
            new PolicyServers(
                flags.worker(folder.path()),
                flags.workers,
                flags.concurrency(),
                flags.settings().blockSize(),
                flags.settings().seed());
        ResultLog log = log(servers.description())) {
      ask(servers, samples, log);
      reporter.report(servers.description().getModel(), log);
    }
  }

  private void reportMeasured(List<Sample> samples, Reporter reporter) throws IOException {
    if (out == null) {
      throw new UsageException(REPORT_ONLY + " needs --out, the folder of the results");
    }
    ResultLog.Measured measured =
        ResultLog.measured(out.resolve("results.jsonl"), flags.settings());
    long missing = samples.stream().filter(each -> !measured.results().has(each.key())).count();
    if (missing > 0) {
      throw new UsageException(
          "%d of %d answers are missing: run without %s to ask for them"
              .formatted(missing, samples.size(), REPORT_ONLY));
    }
    reporter.report(measured.model(), measured.results());
  }

  private ResultLog log(DescribeResponse model) throws IOException {
    String machine = Machine.describe(model.getDevice(), model.getComputeType());
    if (out == null) {
      return ResultLog.inMemory(machine);
    }
    Files.createDirectories(out);
    ObjectNode run =
        JsonNodeFactory.instance
            .objectNode()
            .put("model", model.getModel())
            .put("fingerprint", model.getFingerprint())
            .put("tasks", flags.tasks().map(Path::toString).orElse("held-out"));
    run.set("settings", flags.settings().toJson());
    return ResultLog.open(out.resolve("results.jsonl"), run, machine);
  }

  private void ask(PolicyServers servers, List<Sample> samples, ResultLog log)
      throws IOException, InterruptedException {
    List<Sample> left = samples.stream().filter(sample -> !log.has(sample.key())).toList();
    try (SparseDClient client =
            SparseDClient.builder("127.0.0.1:" + servers.port()).plaintext().build();
        ProgressLine progress =
            new ProgressLine("quality", samples.size(), samples.size() - left.size())) {
      Asker asker = new Asker(client, servers.ledger(), flags.settings());
      OrderedWork.run(
          left.iterator(),
          flags.concurrency(),
          asker::ask,
          result -> {
            log.add(result);
            progress.step();
          });
    }
  }
}
