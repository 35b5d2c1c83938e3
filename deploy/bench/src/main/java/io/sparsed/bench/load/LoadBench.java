package io.sparsed.bench.load;

import io.sparsed.bench.chart.Drawing;
import io.sparsed.client.ModelInfo;
import io.sparsed.client.RetryPolicy;
import io.sparsed.client.SparseDClient;
import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.standalone.connect.ConnectOptions;
import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.standalone.output.AnswersAsJson;
import io.sparsed.standalone.output.OutputFlag;
import io.sparsed.standalone.terminal.ProgressLine;
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

/** {@code sparsed bench load}. */
@Command(
    name = "load",
    description = {
      "Puts load on a deployment: one that runs, or one started here.",
      "Every answer is checked: no step missing or told twice."
    },
    mixinStandardHelpOptions = true)
public final class LoadBench implements Callable<Integer>, AnswersAsJson {
  @Spec private CommandSpec spec;
  @Mixin private final LoadFlags flags = new LoadFlags();
  @Mixin private final ConnectOptions connect = new ConnectOptions();

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "What workers started here load. Default: the demo model.")
  private @Nullable Path model;

  @Option(
      names = "--model-id",
      paramLabel = "ID",
      description = "With --connect: the model that is asked. Default: the only one.")
  private @Nullable String modelId;

  @Option(names = "--stub", description = "Workers started here have no model and answer at once.")
  private boolean stub;

  @Option(
      names = "--workers",
      split = ",",
      paramLabel = "COUNT",
      defaultValue = "1",
      description = "Workers to start here, one deployment each (default ${DEFAULT-VALUE}).")
  private List<Integer> workers = List.of();

  @Option(
      names = "--max-concurrent-requests",
      paramLabel = "COUNT",
      defaultValue = "32",
      description = "Requests that run at once in a deployment here (default ${DEFAULT-VALUE}).")
  private int maxConcurrentRequests;

  @Option(
      names = "--max-queued-requests",
      paramLabel = "COUNT",
      defaultValue = "256",
      description = "Requests that may wait there (default ${DEFAULT-VALUE}).")
  private int maxQueuedRequests;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for load.json and the chart load.svg.")
  private @Nullable Path out;

  @Mixin private final OutputFlag output = new OutputFlag();

  @Override
  public boolean answersAsJson() {
    return output.isJson();
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Optional<ReportFiles> files = Optional.ofNullable(out).map(this::files);
    List<Result> results = connect.isGiven() ? elsewhere() : here();
    Report report = new Report(flags.shape(), results);
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
    return results.stream().allMatch(result -> result.failed().isEmpty())
        ? ExitCode.OK
        : ExitCode.FAILED;
  }

  private ReportFiles files(Path folder) {
    Drawing drawing =
        Drawing.here()
            .orWarn(
                spec.commandLine().getErr(), "Its percentiles stand in load.json all the same.");
    return new ReportFiles(folder, drawing);
  }

  private List<Result> elsewhere() throws InterruptedException {
    try (SparseDClient client = connect.client()) {
      return run(client, 0);
    }
  }

  private List<Result> here() throws IOException, InterruptedException {
    List<Result> results = new ArrayList<>();
    try (ModelFolder folder = ModelFolder.of(Optional.ofNullable(model))) {
      Optional<ModelFolder> loaded = stub ? Optional.empty() : Optional.of(folder);
      for (int count : workers) {
        try (LocalDeployment deployment = new LocalDeployment(count, loaded, this::limits);
            SparseDClient client = connect.clientOfThisProcess(deployment.target(), RetryPolicy.defaults())) {
          results.addAll(run(client, count));
        }
      }
    }
    return results;
  }

  private SchedulerConfig limits(SchedulerConfig config) {
    return UsageException.ifRefused(
        () ->
            config.withAdmission(
                config
                    .admission()
                    .withMaxRunning(maxConcurrentRequests)
                    .withMaxWaiting(maxQueuedRequests)));
  }

  private List<Result> run(SparseDClient client, int count) throws InterruptedException {
    List<Result> results = new ArrayList<>();
    try (ProgressLine progress = new ProgressLine("load", -1, 0)) {
      LoadRun run =
          new LoadRun(
              new Asker(client, info(client), flags.shape()),
              count,
              flags.requests,
              flags.duration,
              progress::step);
      var _ = run.lasting(flags.warmUpTime).of(flags.warmUp());
      for (Load load : flags.loads()) {
        results.add(run.of(load));
      }
      for (int times : flags.overloads) {
        results.add(run.of(new Load.Open(times * capacity(results), times)));
      }
    }
    return results;
  }

  private ModelInfo info(SparseDClient client) {
    return client.models().stream()
        .filter(each -> modelId == null || each.id().equals(modelId))
        .findFirst()
        .orElseThrow(() -> new UsageException("there is no such model: " + modelId));
  }

  private static double capacity(List<Result> results) {
    return Comparisons.capacity(results.stream())
        .filter(result -> result.answered() > 0)
        .orElseThrow(() -> new UsageException("--overload needs a closed loop that was answered"))
        .requestsPerSecond();
  }
}
