package io.sparsed.standalone.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/** How much the process logs to standard error. Must be applied before the first logger is made. */
enum LogLevel {
  /** For commands that answer: what needs attention. */
  WARN,
  /** For servers: what happens. */
  INFO,
  /** For the curious. */
  DEBUG;

  /** Read by logback.xml. */
  private static final String PROPERTY = "sparsed.log.level";

  /** Of the servers' own loggers: a command that starts them reports their failures itself. */
  private static final String SERVERS_PROPERTY = "sparsed.log.servers";

  void apply() {
    System.setProperty(PROPERTY, name());
    System.setProperty(SERVERS_PROPERTY, this == WARN ? "OFF" : name());
    Logger.getLogger("").setLevel(ofLibraries());
  }

  /** gRPC logs to java.util.logging, and warns of what callers learn anyway. */
  private Level ofLibraries() {
    return switch (this) {
      case WARN -> Level.SEVERE;
      case INFO -> Level.WARNING;
      case DEBUG -> Level.INFO;
    };
  }
}
