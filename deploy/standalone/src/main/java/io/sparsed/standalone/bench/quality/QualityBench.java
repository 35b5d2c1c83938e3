package io.sparsed.standalone.bench.quality;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparsed.client.SparseDClient;
import io.sparsed.standalone.batch.OrderedWork;
import io.sparsed.standalone.bench.quality.policy.Policy;
import io.sparsed.standalone.bench.quality.report.JsonReport;
import io.sparsed.standalone.bench.quality.report.Machine;
import io.sparsed.standalone.bench.quality.report.ReportFiles;
import io.sparsed.standalone.bench.quality.report.Run;
import io.sparsed.standalone.bench.quality.report.Summary;
import io.sparsed.standalone.bench.quality.report.TextReport;
import io.sparsed.standalone.bench.quality.result.ResultLog;
import io.sparsed.standalone.bench.quality.task.Tasks;
import io.sparsed.standalone.bench.quality.worker.PolicyServers;
import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.standalone.output.AnswersAsJson;
import io.sparsed.standalone.output.OutputFormat;
import io.sparsed.standalone.terminal.ProgressLine;
import io.sparsed.v1.DescribeResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  @Spec private CommandSpec spec;
  @Mixin private final QualityFlags flags = new QualityFlags();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder for results.jsonl, which a run continues, quality.json, quality.md and charts.")
  private @Nullable Path out;

  @Option(names = "--output", paramLabel = "FORMAT", description = "text or json. Default: text.")
  private OutputFormat output = OutputFormat.TEXT;

  @Override
  public boolean answersAsJson() {
    return output == OutputFormat.JSON;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    flags.check();
    List<Policy> policies = flags.policies();
    List<Sample> samples =
        Sample.all(policies, Tasks.of(flags.tasks()).first(flags.lengths(), flags.samples));
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
      Summary summary = Summary.of(policies, log.of(samples.stream().map(Sample::key).toList()));
      report(run(servers.description(), log.machines()), summary);
    }
    return ExitCode.OK;
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

  private Run run(DescribeResponse model, List<String> machines) {
    return new Run(
        spec.root().commandLine().getParseResult().originalArgs().stream()
            .collect(Collectors.joining(" ")),
        model.getModel(),
        String.join("; ", machines),
        flags.samples,
        flags.settings());
  }

  private void report(Run run, Summary summary) throws IOException {
    PrintWriter answer = spec.commandLine().getOut();
    if (answersAsJson()) {
      answer.println(JsonReport.of(run, summary));
    } else {
      answer.printf("%s on %s%n", run.model(), run.machine());
      TextReport.lines(summary).forEach(answer::println);
    }
    answer.flush();
    if (out != null) {
      ReportFiles.write(out, run, summary);
    }
  }
}
