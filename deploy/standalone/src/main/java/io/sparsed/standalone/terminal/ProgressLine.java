package io.sparsed.standalone.terminal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * A ProgressLine shows how far a run is: as a bar on a terminal, and as a plain line for each tenth
 * elsewhere. Thread-safe.
 */
public final class ProgressLine implements AutoCloseable {
  private static final int LINES = 10;

  private final String name;
  private final long steps;
  private final AtomicLong done;
  private final @Nullable ProgressBar bar;

  /**
   * Shows the bar.
   *
   * @param name name of the run
   * @param steps number of steps; -1 if unknown
   * @param done number of steps that are done already
   */
  public ProgressLine(String name, long steps, long done) {
    this.name = name;
    this.steps = steps;
    this.done = new AtomicLong(done);
    this.bar =
        Terminals.onError()
            ? new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(steps)
                .startsFrom(done, Duration.ZERO)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .build()
            : null;
  }

  /** Moves the bar by one step. */
  public void step() {
    long now = done.incrementAndGet();
    if (bar != null) {
      bar.step();
    } else if (steps >= LINES && now * LINES / steps > (now - 1) * LINES / steps) {
      System.err.printf("%s: %d of %d%n", name, now, steps);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
