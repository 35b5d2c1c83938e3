package io.sparsed.standalone.output;

/** How a command answers. */
public enum OutputFormat {
  /** For people. */
  TEXT,
  /** One JSON object, for programs. */
  JSON
}
