package io.sparsed.standalone.cli;

/** How a command answers. */
enum OutputFormat {
  /** For people. */
  TEXT,
  /** One JSON object, for programs. */
  JSON
}
