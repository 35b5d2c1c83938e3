package io.sparsed.standalone.cli;

import io.sparsed.scheduler.EnvironmentVariables;
import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.failure.Failure;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.standalone.output.AnswersAsJson;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints why a command failed, and returns the exit code. */
final class FailureHandler implements IExecutionExceptionHandler, IParameterExceptionHandler {
  @Override
  public int handleExecutionException(
      Exception problem, CommandLine commandLine, ParseResult result) {
    Object command = commandLine.getCommand();
    Failure failure =
        problem instanceof UsageException
            ? Failure.usage(EnvironmentVariables.explain(commandLine, problem))
            : Failure.of(problem);
    report(failure, command instanceof AnswersAsJson json && json.answersAsJson(), commandLine);
    @Nullable OptionSpec verbose = commandLine.getCommandSpec().findOption('v');
    if (verbose != null && Boolean.TRUE.equals(verbose.getValue())) {
      problem.printStackTrace(commandLine.getErr());
    }
    return failure.exitCode();
  }

  @Override
  public int handleParseException(ParameterException problem, String[] arguments) {
    CommandLine commandLine = problem.getCommandLine();
    report(
        Failure.usage(EnvironmentVariables.explain(commandLine, problem)),
        askForJson(Arrays.asList(arguments)),
        commandLine);
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

  private static void report(Failure failure, boolean asJson, CommandLine commandLine) {
    if (asJson) {
      commandLine.getOut().println(failure.toJson());
      commandLine.getOut().flush();
    } else {
      commandLine.getErr().println(failure.toText());
      commandLine.getErr().flush();
    }
  }
}
