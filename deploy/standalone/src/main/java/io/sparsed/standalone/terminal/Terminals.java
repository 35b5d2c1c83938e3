package io.sparsed.standalone.terminal;

import java.io.IOException;
import java.util.Objects;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/** Tells a terminal from a pipe or a file. */
public final class Terminals {
  private Terminals() {}

  /** Returns whether standard output is a terminal that can be drawn on. */
  public static boolean onOutput() {
    return is(SystemStream.Output) && !"dumb".equals(System.getenv("TERM"));
  }

  /** Returns whether standard error is a terminal that can be drawn on. */
  public static boolean onError() {
    return is(SystemStream.Error) && !"dumb".equals(System.getenv("TERM"));
  }

  /** Returns whether colors may be used: the variable NO_COLOR forbids them. */
  static boolean areColored() {
    return Objects.requireNonNullElse(System.getenv("NO_COLOR"), "").isEmpty();
  }

  private static boolean is(SystemStream stream) {
    try {
      return TerminalProvider.load("ffm").isSystemStream(stream);
    } catch (IOException e) {
      return false;
    }
  }
}
