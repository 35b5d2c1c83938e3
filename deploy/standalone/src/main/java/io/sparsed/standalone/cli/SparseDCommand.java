package io.sparsed.standalone.cli;

import io.sparsed.scheduler.EnvironmentVariables;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code sparsed}: the parent command of all subcommands. */
@Command(
    name = "sparsed",
    description = "Serves diffusion language models with sparse attention.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    usageHelpAutoWidth = true,
    sortOptions = false,
    subcommands = {
      GenerateCommand.class,
      BatchCommand.class,
      ServeCommand.class,
      SchedulerCommand.class,
      WorkerCommand.class,
      ModelsCommand.class,
      InspectCommand.class
    })
public final class SparseDCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private SparseDCommand() {}

  /** Returns the command line without benchmarks; its streams may be replaced. */
  public static CommandLine commandLine() {
    return commandLine(new NoBenchCommand());
  }

  /**
   * Returns the command line with all subcommands; its streams may be replaced.
   *
   * @param bench the {@code bench} subcommand
   */
  public static CommandLine commandLine(Object bench) {
    return commandLine(bench, System.getenv());
  }

  static CommandLine commandLine(Object bench, Map<String, String> environment) {
    FailureHandler failures = new FailureHandler();
    CommandLine commandLine =
        new CommandLine(new SparseDCommand())
            .addSubcommand(bench)
            .addSubcommand(new GenerateCompletion());
    EnvironmentVariables.install(commandLine, environment);
    return commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(failures)
        .setParameterExceptionHandler(failures);
  }

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "which subcommand? sparsed --help lists them");
  }
}
