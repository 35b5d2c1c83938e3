package io.sparsed.standalone.cli;

import io.sparsed.standalone.connect.TypedFlags;
import io.sparsed.standalone.settings.EnvironmentVariables;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
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
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it succeeded",
      "1:it failed, or some requests of a batch did",
      "2:the command or the request is wrong",
      "130:it was interrupted"
    })
public final class SparseDCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private static final List<Class<?>> SUBCOMMANDS =
      List.of(
          GenerateCommand.class,
          ScoreCommand.class,
          BatchCommand.class,
          ServeCommand.class,
          SchedulerCommand.class,
          WorkerCommand.class,
          GatewayCommand.class,
          ModelsCommand.class,
          HealthCommand.class,
          InspectCommand.class,
          TokenCommand.class,
          DoctorCommand.class);

  private SparseDCommand() {}

  /** Returns the command line without benchmarks; its streams may be replaced. */
  public static CommandLine commandLine() {
    return commandLine(new NoBenchCommand(), System.getenv());
  }

  /** Returns the command line without benchmarks for these arguments. */
  public static CommandLine of(String... arguments) {
    return commandLine(new NoBenchCommand(), arguments);
  }

  /**
   * Returns the command line for these arguments; its streams may be replaced. A subcommand that
   * they do not name has no flags, since picocli takes a tenth of a second for those of one.
   *
   * @param bench the {@code bench} subcommand
   */
  public static CommandLine commandLine(Object bench, String... arguments) {
    Set<String> named = Set.copyOf(Arrays.asList(arguments));
    boolean isAll = named.contains("help") || named.contains("generate-completion");
    return commandLine(bench, System.getenv(), name -> isAll || named.contains(name));
  }

  static CommandLine commandLine(Object bench, Map<String, String> environment) {
    return commandLine(bench, environment, _ -> true);
  }

  private static CommandLine commandLine(
      Object bench, Map<String, String> environment, Predicate<String> isNamed) {
    FailureHandler failures = new FailureHandler();
    CommandLine commandLine = new CommandLine(new SparseDCommand());
    for (Class<?> subcommand : SUBCOMMANDS) {
      Command told = subcommand.getAnnotation(Command.class);
      commandLine.addSubcommand(
          told.name(), isNamed.test(told.name()) ? subcommand : withoutFlags(told));
    }
    Command told = bench.getClass().getAnnotation(Command.class);
    commandLine
        .addSubcommand(told.name(), isNamed.test(told.name()) ? bench : withoutFlags(told))
        .addSubcommand(new GenerateCompletion())
        .addSubcommand(new HelpCommand());
    EnvironmentVariables.install(commandLine, environment);
    TypedFlags.takeUnderscores(commandLine);
    return commandLine
        .setExecutionStrategy(
            parsed -> {
              UnreadVariables.check(parsed.asCommandLineList().getLast(), environment);
              return EnvironmentVariables.printed(parsed)
                  ? CommandLine.ExitCode.OK
                  : failures.execute(parsed);
            })
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(failures)
        .setParameterExceptionHandler(failures);
  }

  private static CommandSpec withoutFlags(Command told) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage().description(told.description());
    return spec;
  }

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "which subcommand? sparsed --help lists them");
  }
}
