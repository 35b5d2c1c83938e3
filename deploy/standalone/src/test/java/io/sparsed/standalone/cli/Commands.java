package io.sparsed.standalone.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.stream.Stream;

/** The command line under environment variables of a test's choice. */
final class Commands {
  private Commands() {}

  /** Runs the command in this process. */
  static Cli run(Map<String, String> variables, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        SparseDCommand.commandLine(new NoBenchCommand(), variables)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Cli(exitCode, out.toString(), err.toString());
  }

  /** Returns a subcommand that has read its variables and flags. */
  static <T> T parsed(
      Class<T> command, Map<String, String> variables, String name, String... flags) {
    String[] arguments = Stream.concat(Stream.of(name), Stream.of(flags)).toArray(String[]::new);
    return command.cast(
        SparseDCommand.commandLine(new NoBenchCommand(), variables)
            .parseArgs(arguments)
            .subcommand()
            .commandSpec()
            .userObject());
  }
}
