package io.sparsed.standalone.output;

/** The format of a command's answer. */
public enum OutputFormat {
  /** Text for people. */
  TEXT,
  /** One JSON object, for programs. */
  JSON
}
