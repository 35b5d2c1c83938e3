package io.sparsed.standalone.bench.quality;

import io.sparsed.standalone.terminal.Terminals;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** How far a run is: a bar on a terminal, nothing elsewhere. Owned by one thread. */
final class ProgressLine implements AutoCloseable {
  private final @Nullable ProgressBar bar;

  /**
   * Shows a run.
   *
   * @param samples of the run
   * @param done of them before
   */
  ProgressLine(long samples, long done) {
    bar =
        Terminals.onError()
            ? new ProgressBarBuilder()
                .setTaskName("quality")
                .setInitialMax(samples)
                .startsFrom(done, Duration.ZERO)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .build()
            : null;
  }

  void step() {
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
