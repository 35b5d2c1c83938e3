package io.sparsed.standalone.output;

import picocli.CommandLine.Option;

/** The flag {@code --output}: the format of a command's answer. */
public final class OutputFlag {
  @Option(names = "--output", paramLabel = "FORMAT", description = "text or json. Default: text.")
  private OutputFormat format = OutputFormat.TEXT;

  /** Returns whether JSON is asked for. */
  public boolean isJson() {
    return format == OutputFormat.JSON;
  }
}
