package io.sparsed.standalone.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * What a run of the command gave.
 *
 * @param exitCode of the process that would have run it
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record Cli(int exitCode, String out, String err) {
  /** Runs the command in this process. */
  static Cli run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        SparseDCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exitCode = commandLine.execute(arguments);
    return new Cli(exitCode, out.toString(), err.toString());
  }
}
