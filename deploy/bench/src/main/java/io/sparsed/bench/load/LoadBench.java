package io.sparsed.bench.load;

import io.sparsed.bench.deployment.LocalDeployment;
import io.sparsed.bench.deployment.Models;
import io.sparsed.bench.report.BenchmarkCommand;
import io.sparsed.bench.report.Report;
import io.sparsed.client.RetryPolicy;
import io.sparsed.client.SparseDClient;
import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.standalone.connect.ConnectOptions;
import io.sparsed.standalone.connect.TypedFlags;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.standalone.terminal.ProgressLine;
import io.sparsed.worker.ModelOptions;
import io.sparsed.worker.WorkerConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sparsed bench load}: puts load on a deployment. */
@Command(
    name = "load",
    description = {
      "Puts load on a deployment: one that runs, or one started here.",
      "Every answer is checked: no step missing or told twice."
    },
    mixinStandardHelpOptions = true)
public final class LoadBench extends BenchmarkCommand {
  @Mixin private final LoadFlags flags = new LoadFlags();
  @Mixin private final ConnectOptions connect = new ConnectOptions();

  @Mixin private final ModelOptions model = new ModelOptions();

  @Option(names = "--stub", description = "Workers started here have no model and answer at once.")
  private boolean stub;

  @Option(
      names = "--workers",
      split = ",",
      defaultValue = "1",
      description = "Workers to start here, one deployment each. Default: ${DEFAULT-VALUE}.")
  private List<Integer> workers = List.of();

  @Option(
      names = "--max-concurrent-requests",
      defaultValue = "32",
      description = "Requests that run at once in a deployment here. Default: ${DEFAULT-VALUE}.")
  private int maxConcurrentRequests;

  @Option(
      names = "--max-queued-requests",
      defaultValue = "256",
      description = "Requests that may wait there. Default: ${DEFAULT-VALUE}.")
  private int maxQueuedRequests;

  @Override
  protected Report measure() throws IOException, InterruptedException {
    connect.refuseUnused(
        spec(), "--stub", "--workers", "--max-concurrent-requests", "--max-queued-requests");
    if (stub) {
      TypedFlags.refuse(spec(), "with --stub", "its workers have no model", "--model");
    }
    return LoadReport.of(flags.shape(), connect.isGiven() ? elsewhere() : here());
  }

  private List<LoadResult> elsewhere() throws InterruptedException {
    try (SparseDClient client = connect.client()) {
      return run(client, () -> connect.client(RetryPolicy.never()), 0);
    }
  }

  private List<LoadResult> here() throws IOException, InterruptedException {
    List<LoadResult> results = new ArrayList<>();
    try (ModelFolder folder = ModelFolder.of(model.folder())) {
      Optional<WorkerConfig> worker =
          stub ? Optional.empty() : Optional.of(model.config(folder.path()));
      for (int count : workers) {
        try (LocalDeployment deployment = new LocalDeployment(count, worker, this::limits);
            SparseDClient client =
                connect.clientOfThisProcess(deployment.target(), RetryPolicy.defaults())) {
          results.addAll(
              run(
                  client,
                  () -> connect.clientOfThisProcess(deployment.target(), RetryPolicy.never()),
                  count));
        }
      }
    }
    return results;
  }

  private SchedulerConfig limits(SchedulerConfig config) {
    return UsageException.ifRefused(
        () ->
            config
                .withMaxCanvasLength(OptionalInt.of(flags.shape().canvas()))
                .withAdmission(
                    config
                        .admission()
                        .withMaxRunning(maxConcurrentRequests)
                        .withMaxWaiting(maxQueuedRequests)));
  }

  private List<LoadResult> run(SparseDClient client, Supplier<SparseDClient> strangers, int count)
      throws InterruptedException {
    List<LoadResult> results = new ArrayList<>();
    try (ProgressLine progress = new ProgressLine("load", -1, 0)) {
      LoadRun run =
          new LoadRun(
              new RequestSender(client, Models.find(client, connect.modelId(model)), flags.shape()),
              strangers,
              count,
              flags.requests,
              flags.duration,
              progress::step);
      var _ = run.lasting(flags.warmUpTime).run(flags.warmUp());
      for (Load load : flags.loads()) {
        results.add(run.run(load));
      }
      for (int times : flags.overloads) {
        results.add(run.run(new Load.Open(times * capacity(results), times)));
      }
    }
    return results;
  }

  private static double capacity(List<LoadResult> results) {
    return Comparisons.capacity(results.stream())
        .filter(result -> result.tally().answered() > 0)
        .orElseThrow(() -> new UsageException("--overload needs a closed loop that was answered"))
        .requestsPerSecond();
  }
}
