package io.sparsed.standalone.cli;

import io.sparsed.standalone.bench.BenchCommand;
import java.util.concurrent.Callable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code sparsed}: the parent of all subcommands. */
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
      InspectCommand.class,
      BenchCommand.class,
      GenerateCompletion.class
    })
public final class SparseDCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private SparseDCommand() {}

  /** The command line with all subcommands; its streams may be replaced. */
  public static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new SparseDCommand());
    FailureHandler failures = new FailureHandler();
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
