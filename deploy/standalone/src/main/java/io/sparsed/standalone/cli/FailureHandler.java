package io.sparsed.standalone.cli;

import io.sparsed.standalone.connect.TypedFlags;
import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.failure.Failure;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.standalone.output.AnswersAsJson;
import io.sparsed.standalone.settings.EnvironmentVariables;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints why a command failed, and returns the exit code. */
final class FailureHandler implements IExecutionExceptionHandler, IParameterExceptionHandler {
  @Override
  public int handleExecutionException(
      Exception problem, CommandLine commandLine, ParseResult result) {
    return report(problem, commandLine);
  }

  /** Runs a command; an Error of it is told like every other failure. */
  int execute(ParseResult arguments) {
    try {
      return new RunLast().execute(arguments);
    } catch (Error e) {
      return report(e, arguments.asCommandLineList().getLast());
    }
  }

  private static int report(Throwable problem, CommandLine commandLine) {
    Object command = commandLine.getCommand();
    List<String> typed = commandLine.getParseResult().originalArgs();
    Failure failure =
        problem instanceof UsageException refused
            ? Failure.usage(EnvironmentVariables.explain(commandLine, refused))
            : Failure.of(problem);
    report(
        command instanceof AnswersAsJson json && json.answersAsJson(), commandLine, failure, typed);
    @Nullable OptionSpec verbose = commandLine.getCommandSpec().findOption('v');
    if (verbose != null && Boolean.TRUE.equals(verbose.getValue())) {
      problem.printStackTrace(commandLine.getErr());
    }
    return failure.exitCode();
  }

  /** Returns the flag by which a field of the request was typed, or the field. */
  private static String flag(String field, CommandLine commandLine, List<String> typed) {
    String name = "--" + field.substring(field.lastIndexOf('.') + 1).replace('_', '-');
    return Optional.ofNullable(commandLine.getCommandSpec().findOption(name))
        .flatMap(option -> TypedFlags.typed(option, typed))
        .map(flag -> flag + ", " + field)
        .orElse(field);
  }

  @Override
  public int handleParseException(ParameterException problem, String[] arguments) {
    CommandLine commandLine = problem.getCommandLine();
    String message = EnvironmentVariables.explain(commandLine, problem);
    if (problem.getArgSpec() instanceof OptionSpec option) {
      // picocli names a flag by its longest name.
      String typed =
          TypedFlags.typed(option, Arrays.asList(arguments)).orElse(option.longestName());
      message = message.replace(option.longestName(), typed);
    }
    report(askForJson(Arrays.asList(arguments)), commandLine, Failure.usage(message), List.of());
    if (!UnmatchedArgumentException.printSuggestions(problem, commandLine.getErr())) {
      commandLine
          .getErr()
          .printf("Try '%s --help'.%n", commandLine.getCommandSpec().qualifiedName());
    }
    commandLine.getErr().flush();
    return ExitCode.USAGE;
  }

  /** Returns whether JSON is asked for. Parsing failed, so only the arguments can tell. */
  private static boolean askForJson(List<String> arguments) {
    int output = arguments.indexOf("--output");
    return arguments.contains("--output=json")
        || (output >= 0
            && output + 1 < arguments.size()
            && arguments.get(output + 1).equals("json"));
  }

  private static void report(
      boolean asJson, CommandLine commandLine, Failure failure, List<String> typed) {
    if (asJson) {
      commandLine.getOut().println(failure.toJson());
      commandLine.getOut().flush();
    } else {
      commandLine.getErr().println(failure.toText(field -> flag(field, commandLine, typed)));
      commandLine.getErr().flush();
    }
  }
}
