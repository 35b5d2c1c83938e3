package io.sparsed.standalone.terminal;

import io.sparsed.client.Answer;
import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.Event;
import io.sparsed.client.GenerationStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
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

  Answer draw(GenerationStream stream, Terminal terminal, Screen screen) {
    long start = System.nanoTime();
    long nextRedraw = start;
    @Nullable FrameTracker tracker = null;
    show(screen, terminal, "waiting for a worker");
    while (stream.hasNext()) {
      switch (stream.next()) {
        case Event.Accepted accepted -> {
          int genLength = firstLength(accepted.diffusion());
          tracker = new FrameTracker(genLength, maskTokenId);
          show(screen, terminal, "0/%d tokens \u00b7 first step".formatted(genLength));
        }
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

  /** Returns the number of positions that the generation begins with. */
  private static int firstLength(DiffusionOptions options) {
    OptionalInt length =
        options.maxGenLength().isPresent() ? options.blockLength() : options.genLength();
    return length.orElse(0);
  }

  private static void show(Screen screen, Terminal terminal, String line) {
    screen.show(
        List.of(
            new AttributedString(line)
                .columnSubSequence(0, Math.max(1, terminal.getColumns() - 1))));
  }
}
