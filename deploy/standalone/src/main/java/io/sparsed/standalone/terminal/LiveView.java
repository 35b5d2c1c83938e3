package io.sparsed.standalone.terminal;

import io.sparsed.client.Answer;
import io.sparsed.client.Event;
import io.sparsed.client.GenerationStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** A LiveView shows a generation in the terminal of this process while it is being denoised. */
public final class LiveView {
  private static final Duration REDRAW_INTERVAL = Duration.ofMillis(40);

  private final int maskTokenId;

  /**
   * @param maskTokenId the mask token of the model
   */
  public LiveView(int maskTokenId) {
    this.maskTokenId = maskTokenId;
  }

  /**
   * Reads the stream to its end and returns the answer. Ctrl-C closes the stream, whose reader then
   * fails with {@link io.sparsed.client.CancelledException}. The terminal is restored in any case.
   *
   * @throws IOException if there is no terminal
   */
  public Answer watch(GenerationStream stream) throws IOException {
    try (Terminal terminal =
        TerminalBuilder.builder()
            .system(true)
            .nativeSignals(true)
            // Its detection reads a reply from the terminal, which may arrive too late.
            .graphemeCluster(false)
            .build()) {
      terminal.echo(false);
      SignalHandler before = terminal.handle(Signal.INT, _ -> stream.close());
      try (Screen screen = new Screen(terminal)) {
        return draw(stream, terminal, screen);
      } finally {
        terminal.handle(Signal.INT, before);
      }
    }
  }

  private Answer draw(GenerationStream stream, Terminal terminal, Screen screen) {
    long start = System.nanoTime();
    long nextRedraw = start;
    @Nullable FrameTracker tracker = null;
    while (stream.hasNext()) {
      switch (stream.next()) {
        case Event.Accepted accepted ->
            tracker = new FrameTracker(accepted.diffusion().genLength().orElse(0), maskTokenId);
        case Event.Progress progress -> {
          long now = System.nanoTime();
          Frame frame =
              Objects.requireNonNull(tracker).after(progress, Duration.ofNanos(now - start));
          if (now >= nextRedraw) {
            screen.show(FrameRenderer.render(frame, terminal.getColumns(), terminal.getRows()));
            nextRedraw = now + REDRAW_INTERVAL.toNanos();
          }
        }
        case Event.Finished _ -> {}
      }
    }
    return stream.await();
  }
}
