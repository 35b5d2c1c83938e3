package io.sparsed.standalone.cli;

import picocli.CommandLine.Option;

/** The flag {@code --verbose}. */
final class Verbosity {
  @Option(
      names = {"-v", "--verbose"},
      descriptionKey = "SPARSED_VERBOSE",
      description = "Log more, and show the stack traces of failures.")
  boolean verbose;

  /** Applies a log level, or a finer one if the flag is given. */
  void apply(LogLevel quiet) {
    (verbose ? LogLevel.DEBUG : quiet).apply();
  }
}
