package io.sparsed.standalone.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.client.Answer;
import io.sparsed.client.Event;
import io.sparsed.client.GenerationStream;
import io.sparsed.client.WireClient;
import io.sparsed.v1.CompleteResponse;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.NoSuchElementException;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;

class LiveViewTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @Test
  void draw_beforeTheFirstEvent_saysThatItWaits() throws Exception {
    try (Terminal terminal =
        new DumbTerminal(
            "test", "xterm", InputStream.nullInputStream(), written, StandardCharsets.UTF_8)) {
      terminal.setSize(Size.of(80, 24));
      try (Screen screen = new Screen(terminal)) {
        Answer answer = new LiveView(0).draw(new Waiting(), terminal, screen);

        assertThat(answer.text()).isEmpty();
      }
    }
  }

  /** A stream whose request waits in the queue, until its reader looks for an event. */
  private final class Waiting implements GenerationStream {
    @Override
    public boolean hasNext() {
      assertThat(written.toString(StandardCharsets.UTF_8)).contains("waiting for a worker");
      return false;
    }

    @Override
    public Event next() {
      throw new NoSuchElementException("the request waits");
    }

    @Override
    public Answer await() {
      return WireClient.completion(CompleteResponse.getDefaultInstance()).answer();
    }

    @Override
    public void close() {}
  }
}
