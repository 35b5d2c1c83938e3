package io.sparsed.scheduler;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a scheduler until the process is told to stop. */
@Command(
    name = "scheduler",
    description = "Runs a scheduler in front of workers.",
    usageHelpAutoWidth = true,
    sortOptions = false)
public final class SchedulerMain implements Callable<Integer> {

  @Mixin private final PoolOptions pool = new PoolOptions();
  @Mixin private final SchedulerOptions scheduler = new SchedulerOptions();

  @SuppressWarnings("unused") // picocli reads it
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  private SchedulerMain() {}

  /** Exits with 2 if a flag or a variable is wrong, with 1 if the scheduler cannot listen. */
  public static void main(String[] arguments) {
    System.exit(commandLine(System.getenv()).execute(arguments));
  }

  static CommandLine commandLine(Map<String, String> environment) {
    CommandLine command = new CommandLine(new SchedulerMain());
    EnvironmentVariables.install(command, environment);
    return command
        .setExecutionStrategy(parsed -> EnvironmentVariables.execute(parsed, environment))
        .setParameterExceptionHandler((problem, _) -> refuse(command, problem))
        .setExecutionExceptionHandler(
            (problem, _, _) -> {
              if (problem instanceof IllegalArgumentException) {
                return refuse(command, problem);
              }
              throw problem;
            });
  }

  private static int refuse(CommandLine command, Exception problem) {
    command.getErr().println("scheduler: " + EnvironmentVariables.explain(command, problem));
    return ExitCode.USAGE;
  }

  SchedulerConfig config() {
    return scheduler.config(pool);
  }

  @Override
  public Integer call() throws InterruptedException {
    SchedulerServer server = SchedulerServer.start(config());
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shutdown"));
    server.awaitTermination();
    return ExitCode.OK;
  }
}
