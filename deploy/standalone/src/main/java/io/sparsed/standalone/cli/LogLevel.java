package io.sparsed.standalone.cli;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The level of logging to standard error. It must be applied before the first logger is made. */
enum LogLevel {
  /** Level of commands that answer: warnings. */
  WARN,
  /** Level of servers: events. */
  INFO,
  /** Level of {@code --verbose}. */
  DEBUG;

  /** System property that logback.xml reads. */
  private static final String PROPERTY = "sparsed.log.level";

  /** Property for the servers' own loggers. A command that starts them reports their failures. */
  private static final String SERVERS_PROPERTY = "sparsed.log.servers";

  /** Property for the part of a log line that tells an exception. */
  private static final String EXCEPTIONS_PROPERTY = "sparsed.log.exceptions";

  void apply() {
    System.setProperty(PROPERTY, name());
    System.setProperty(EXCEPTIONS_PROPERTY, this == WARN ? "%nopex" : "%ex");
    System.setProperty(SERVERS_PROPERTY, this == WARN ? "OFF" : name());
    Logger.getLogger("").setLevel(ofLibraries());
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  /** Returns the level of gRPC, which logs to java.util.logging what callers learn anyway. */
  private Level ofLibraries() {
    return switch (this) {
      case WARN -> Level.OFF;
      case INFO -> Level.WARNING;
      case DEBUG -> Level.INFO;
    };
  }
}
