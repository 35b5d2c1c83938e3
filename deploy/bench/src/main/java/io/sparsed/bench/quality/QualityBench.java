package io.sparsed.bench.quality;

import io.sparsed.bench.deployment.LocalDeployment;
import io.sparsed.bench.deployment.Models;
import io.sparsed.bench.report.BenchmarkCommand;
import io.sparsed.bench.report.Machine;
import io.sparsed.bench.report.Report;
import io.sparsed.client.ModelInfo;
import io.sparsed.client.RetryPolicy;
import io.sparsed.client.SparseDClient;
import io.sparsed.scheduler.admission.AdmissionLimits;
import io.sparsed.standalone.batch.OrderedWork;
import io.sparsed.standalone.connect.ConnectOptions;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.standalone.terminal.ProgressLine;
import io.sparsed.v1.DescribeResponse;
import io.sparsed.worker.WorkerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sparsed bench quality}: compares attention policies by the answers they give. */
@Command(
    name = "quality",
    description = {
      "Compares attention policies by how many prompts they answer.",
      "With --report, run it again to resume an interrupted run: its results.jsonl holds the answers."
    },
    mixinStandardHelpOptions = true)
public final class QualityBench extends BenchmarkCommand {
  @Mixin private final QualityFlags flags = new QualityFlags();
  @Mixin private final ConnectOptions connect = new ConnectOptions();

  @Option(
      names = "--draw",
      paramLabel = "FILE",
      description = "Run nothing: draw the tables and charts of an earlier run's quality.json.")
  private Optional<Path> saved = Optional.empty();

  @Override
  protected Report measure() throws IOException, InterruptedException {
    if (saved.isPresent()) {
      SavedReport report = SavedReport.read(saved.get());
      reportOf(report.command());
      return QualityReport.of(report.settings(), report.summary(), report.machine());
    }
    flags.check();
    connect.refuseUnused(spec(), "--workers");
    List<Policy> policies = flags.policies();
    List<Sample> samples =
        Sample.all(policies, Tasks.of(flags.tasks()).first(flags.lengths(), flags.samples));
    return connect.isGiven() ? elsewhere(policies, samples) : here(policies, samples);
  }

  private Report elsewhere(List<Policy> policies, List<Sample> samples)
      throws IOException, InterruptedException {
    try (SparseDClient client = connect.client()) {
      String machine = "asked from " + Machine.describe();
      return run(client, policies, samples, machine, "");
    }
  }

  private Report here(List<Policy> policies, List<Sample> samples)
      throws IOException, InterruptedException {
    try (ModelFolder folder = ModelFolder.of(flags.model.folder())) {
      WorkerConfig worker = flags.model.config(folder.path());
      try (LocalDeployment deployment =
              new LocalDeployment(
                  flags.workers,
                  Optional.of(worker),
                  config ->
                      config
                          .withAdmission(
                              AdmissionLimits.defaults().withMaxRunning(flags.concurrency()))
                          .withMaxCanvasLength(OptionalInt.of(worker.limits().maxCanvasLength())));
          SparseDClient client =
              connect.clientOfThisProcess(deployment.target(), RetryPolicy.defaults())) {
        DescribeResponse description = deployment.describeWorker();
        String machine = Machine.describe(description.getDevice(), description.getComputeType());
        return run(client, policies, samples, machine, description.getFingerprint());
      }
    }
  }

  private Report run(
      SparseDClient client, List<Policy> policies, List<Sample> samples, String machine, String id)
      throws IOException, InterruptedException {
    ModelInfo model = Models.find(client, connect.modelId(flags.model));
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("model", model.id());
    run.put("fingerprint", id);
    run.put("tasks", flags.tasks().map(Path::toString).orElse("held-out"));
    run.putAll(flags.settings().byName());
    try (ResultLog log = log(run)) {
      answer(new SampleRunner(client, model, flags.settings(), machine), samples, log);
      run.put("samples", flags.samples);
      List<SampleResult> results = complete(log.of(samples), policies.size());
      if (results.isEmpty()) {
        throw new UsageException("--seconds are over before every policy answered a prompt");
      }
      String machines =
          results.stream().map(SampleResult::machine).distinct().collect(Collectors.joining("; "));
      return QualityReport.of(run, Summary.of(policies, results), machines);
    }
  }

  /** Returns the results of the prompts that every policy answered. */
  private static List<SampleResult> complete(List<SampleResult> results, int policies) {
    Map<String, Long> answers =
        results.stream()
            .collect(Collectors.groupingBy(SampleResult::prompt, Collectors.counting()));
    return results.stream()
        .filter(result -> Objects.equals(answers.get(result.prompt()), (long) policies))
        .toList();
  }

  private ResultLog log(Map<String, Object> run) throws IOException {
    Optional<Path> folder = folder();
    if (folder.isEmpty()) {
      return ResultLog.inMemory();
    }
    Files.createDirectories(folder.get());
    return ResultLog.open(folder.get().resolve("results.jsonl"), run);
  }

  private void answer(SampleRunner runner, List<Sample> samples, ResultLog log)
      throws IOException, InterruptedException {
    List<Sample> left = samples.stream().filter(sample -> !log.has(sample)).toList();
    Instant end = flags.end(Instant.now());
    try (ProgressLine progress =
        new ProgressLine("quality", samples.size(), samples.size() - left.size())) {
      OrderedWork.run(
          left.stream().takeWhile(sample -> Instant.now().isBefore(end)).iterator(),
          flags.concurrency(),
          runner::run,
          result -> {
            log.add(result);
            progress.step();
          });
    }
  }
}
