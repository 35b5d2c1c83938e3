package io.sparsed.standalone.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @Test
  void show_again_movesUpToTheFirstLine() throws IOException {
    try (Terminal terminal = terminal(80, 24);
        Screen screen = new Screen(terminal)) {
      screen.show(lines("a", "b", "c"));
      written.reset();

      screen.show(lines("d"));

      assertThat(text()).contains("\r\u001b[2A").contains("d").contains("\u001b[J");
    }
  }

  @Test
  void show_terminalBecameNarrower_movesUpOverWrappedLines() throws IOException {
    try (Terminal terminal = terminal(80, 24);
        Screen screen = new Screen(terminal)) {
      screen.show(lines("x".repeat(60), "y"));
      written.reset();
      terminal.setSize(Size.of(30, 24));

      screen.show(lines("z"));

      assertThat(text()).contains("\r\u001b[2A");
    }
  }

  @Test
  void close_always_clearsAndShowsTheCursor() throws IOException {
    try (Terminal terminal = terminal(80, 24)) {
      Screen screen = new Screen(terminal);
      assertThat(text()).contains("\u001b[?25l");
      screen.show(lines("a", "b"));
      written.reset();

      screen.close();

      assertThat(text()).isEqualTo("\r\u001b[1A\u001b[J\u001b[?25h");
    }
  }

  private Terminal terminal(int columns, int rows) throws IOException {
    Terminal terminal =
        new DumbTerminal(
            "test", "xterm", InputStream.nullInputStream(), written, StandardCharsets.UTF_8);
    terminal.setSize(Size.of(columns, rows));
    return terminal;
  }

  private static List<AttributedString> lines(String... lines) {
    return List.of(lines).stream().map(AttributedString::new).toList();
  }

  private String text() {
    return written.toString(StandardCharsets.UTF_8);
  }
}
