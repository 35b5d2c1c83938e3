package io.sparsed.standalone.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparsed.standalone.terminal.Printable;
import io.sparsed.standalone.terminal.Terminals;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A Console writes a command's answer to standard output, and everything else to standard error.
 *
 * @param out standard output
 * @param err standard error
 * @param outIsTerminal whether {@code out} can be drawn on
 * @param errIsTerminal whether {@code err} can be drawn on
 */
record Console(PrintWriter out, PrintWriter err, boolean outIsTerminal, boolean errIsTerminal) {
  static Console of(CommandSpec spec) {
    return new Console(
        spec.commandLine().getOut(),
        spec.commandLine().getErr(),
        Terminals.onOutput(),
        Terminals.onError());
  }

  /** Prints an answer; on a terminal, what would control it is replaced. */
  void answer(String text) {
    out.println(outIsTerminal ? Printable.of(text) : text);
    out.flush();
  }

  void answer(ObjectNode json) {
    answer(json.toString());
  }

  void note(String text) {
    err.println(text);
    err.flush();
  }

  /** Shows on a terminal what the command waits for, until the next status; empty shows nothing. */
  void status(String text) {
    if (errIsTerminal) {
      err.print("\r\u001b[K" + text);
      err.flush();
    }
  }
}
