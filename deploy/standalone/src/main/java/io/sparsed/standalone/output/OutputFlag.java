package io.sparsed.standalone.output;

import picocli.CommandLine.Option;

/** {@code --output}: how a command answers. */
public final class OutputFlag {
  @Option(names = "--output", paramLabel = "FORMAT", description = "text or json. Default: text.")
  private OutputFormat format = OutputFormat.TEXT;

  /** Whether JSON is asked for. */
  public boolean isJson() {
    return format == OutputFormat.JSON;
  }
}
