package io.sparsed.standalone.output;

/** The format of a command's answer. */
public enum OutputFormat {
  /** Text for people. */
  TEXT,
  /** JSON for programs, in one object. */
  JSON
}
