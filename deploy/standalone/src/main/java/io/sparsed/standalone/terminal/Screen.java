package io.sparsed.standalone.terminal;

import java.io.PrintWriter;
import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;

/**
 * A Screen redraws a few lines in place, below the terminal's other lines. {@link #close} removes
 * them and shows the cursor again. One thread owns it.
 */
final class Screen implements AutoCloseable {
  private static final String HIDE_CURSOR = "\u001b[?25l";
  private static final String SHOW_CURSOR = "\u001b[?25h";
  private static final String CLEAR_LINE_END = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";

  /** Begins output that terminals show at once at {@link #END_UPDATE}, if they know both. */
  private static final String BEGIN_UPDATE = "\u001b[?2026h";

  private static final String END_UPDATE = "\u001b[?2026l";

  private final Terminal terminal;
  private final PrintWriter out;
  private final Thread showCursorAtExit;
  private List<AttributedString> shown = List.of();

  Screen(Terminal terminal) {
    this.terminal = terminal;
    this.out = terminal.writer();
    this.showCursorAtExit = new Thread(() -> print(SHOW_CURSOR));
    Runtime.getRuntime().addShutdownHook(showCursorAtExit);
    print(HIDE_CURSOR);
  }

  void show(List<AttributedString> lines) {
    StringBuilder update = new StringBuilder(BEGIN_UPDATE).append(toFirstLine());
    for (int i = 0; i < lines.size(); i++) {
      update
          .append(i == 0 ? "" : "\r\n")
          .append(Terminals.areColored() ? lines.get(i).toAnsi(terminal) : lines.get(i))
          .append(CLEAR_LINE_END);
    }
    print(update.append(CLEAR_BELOW).append(END_UPDATE).toString());
    shown = List.copyOf(lines);
  }

  /**
   * Returns the codes that move the cursor to the first line. A terminal that became narrower has
   * wrapped lines since.
   */
  private String toFirstLine() {
    int columns = Math.max(1, terminal.getColumns());
    int above = shown.isEmpty() ? 0 : -1;
    for (AttributedString line : shown) {
      above += Math.max(1, Math.ceilDiv(line.columnLength(), columns));
    }
    above = Math.min(above, Math.max(0, terminal.getRows() - 1));
    return above > 0 ? "\r\u001b[" + above + "A" : "\r";
  }

  @Override
  public void close() {
    print(toFirstLine() + CLEAR_BELOW + SHOW_CURSOR);
    try {
      Runtime.getRuntime().removeShutdownHook(showCursorAtExit);
    } catch (IllegalStateException e) {
      // The process is ending: the hook runs, and does no harm.
    }
  }

  private void print(String text) {
    out.print(text);
    out.flush();
  }
}
