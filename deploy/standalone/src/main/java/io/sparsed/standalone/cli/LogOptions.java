package io.sparsed.standalone.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags about the log of a server. */
final class LogOptions {
  @Mixin private final Verbosity verbosity = new Verbosity();

  @Option(
      names = "--log-format",
      descriptionKey = "SPARSED_LOG_FORMAT",
      paramLabel = "FORMAT",
      description = "text, or json: an object a line. Default: text.")
  private LogFormat format = LogFormat.TEXT;

  /** Applies format and level, before the first logger is made. */
  void apply() {
    format.apply();
    verbosity.apply(LogLevel.INFO);
  }
}
