package io.sparsed.standalone.cli;

import picocli.CommandLine.Option;

/** How much a command says about what it does. */
final class Verbosity {
  @Option(
      names = {"-v", "--verbose"},
      descriptionKey = "SPARSED_VERBOSE",
      description = "Log more, and show the stack traces of failures.")
  boolean verbose;

  void apply(LogLevel quiet) {
    (verbose ? LogLevel.DEBUG : quiet).apply();
  }
}
