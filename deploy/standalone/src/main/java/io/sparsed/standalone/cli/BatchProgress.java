package io.sparsed.standalone.cli;

import io.sparsed.standalone.batch.Batch;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * A BatchProgress shows a batch as a bar on a terminal, and sums it up in a line at the end. One
 * thread owns it.
 */
final class BatchProgress implements Batch.Progress, AutoCloseable {
  private final Console console;
  private final long startNanos = System.nanoTime();
  private @Nullable ProgressBar bar;
  private long requests;
  private long resumed;
  private long succeeded;
  private long failed;

  BatchProgress(Console console) {
    this.console = console;
  }

  @Override
  public void started(long total, long done) {
    requests = total;
    resumed = done;
    if (console.errIsTerminal()) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("batch")
              .setInitialMax(total)
              .startsFrom(done, Duration.ZERO)
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .build();
    }
  }

  @Override
  public void finished(boolean success) {
    if (success) {
      succeeded++;
    } else {
      failed++;
    }
    if (bar != null) {
      bar.step();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
    console.note(
        String.format(
            Locale.ROOT,
            "%d of %d requests have a result: %d answered, %d failed, %d from before, in %.1f s",
            resumed + succeeded + failed,
            requests,
            succeeded,
            failed,
            resumed,
            (System.nanoTime() - startNanos) / 1e9));
  }
}
