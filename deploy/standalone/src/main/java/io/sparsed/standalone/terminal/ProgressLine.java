package io.sparsed.standalone.terminal;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * A ProgressLine shows how far a run is, as a bar on a terminal and not at all elsewhere.
 * Thread-safe.
 */
public final class ProgressLine implements AutoCloseable {
  private final @Nullable ProgressBar bar;

  /**
   * Shows the bar.
   *
   * @param name name of the run
   * @param steps number of steps; -1 if unknown
   * @param done number of steps that are done already
   */
  public ProgressLine(String name, long steps, long done) {
    bar =
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
    if (bar != null) {
      bar.step();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
