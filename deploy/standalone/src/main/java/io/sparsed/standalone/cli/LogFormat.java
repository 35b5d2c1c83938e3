package io.sparsed.standalone.cli;

import java.util.Locale;

/** The format of the lines of the log. It must be applied before the first logger is made. */
enum LogFormat {
  TEXT,
  JSON;

  /** System property that logback.xml reads: the name of an appender. */
  private static final String PROPERTY = "sparsed.log.format";

  void apply() {
    System.setProperty(PROPERTY, name().toLowerCase(Locale.ROOT));
  }
}
