package io.sparsed.standalone.terminal;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** How far a run is: a bar on a terminal, nothing elsewhere. Thread-safe. */
public final class ProgressLine implements AutoCloseable {
  private final @Nullable ProgressBar bar;

  /**
   * Shows the begin.
   *
   * @param name of the run
   * @param steps in all; -1 if nobody knows
   * @param done of them before
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

  /** One more is done. */
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
