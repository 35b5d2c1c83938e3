package io.sparsed.worker;

import io.sparsed.worker.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a worker until the process is told to stop. */
@Command(
    name = "worker",
    description = "Runs a worker: one model on one device.",
    usageHelpAutoWidth = true,
    sortOptions = false)
public final class WorkerMain implements Callable<Integer> {
  @Mixin private final ModelOptions model = new ModelOptions();
  @Mixin private final WorkerOptions worker = new WorkerOptions();

  @SuppressWarnings("unused") // picocli reads it
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  private WorkerMain() {}

  /** Exits with 2 if a flag or a variable is wrong, with 1 if the model cannot be served. */
  public static void main(String[] arguments) {
    System.exit(commandLine(System.getenv()).execute(arguments));
  }

  static CommandLine commandLine(Map<String, String> environment) {
    CommandLine command = new CommandLine(new WorkerMain());
    EnvironmentVariables.install(command, environment);
    return command
        .setExecutionStrategy(parsed -> EnvironmentVariables.execute(parsed, environment))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((problem, _) -> fail(command, problem, ExitCode.USAGE))
        .setExecutionExceptionHandler(
            (problem, _, _) ->
                switch (problem) {
                  case IllegalArgumentException e -> fail(command, e, ExitCode.USAGE);
                  case CheckpointException e -> fail(command, e, ExitCode.SOFTWARE);
                  default -> throw problem;
                });
  }

  private static int fail(CommandLine command, Exception problem, int exitCode) {
    command.getErr().println("worker: " + EnvironmentVariables.explain(command, problem));
    return exitCode;
  }

  WorkerConfig config() {
    Path folder =
        model
            .folder()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "say which checkpoint folder: --model DIR or SPARSED_MODEL"));
    return worker.applyTo(model.config(folder));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (WorkerServer server = WorkerServer.start(config())) {
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(server::close));
      server.awaitReady();
      server.awaitTermination();
    }
    return ExitCode.OK;
  }
}
