package io.sparsed.standalone.cli;

import io.sparsed.standalone.batch.Batch;
import io.sparsed.standalone.terminal.ProgressLine;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A BatchProgress shows a batch as a bar on a terminal, and sums it up in a line at the end. One
 * thread owns it.
 */
final class BatchProgress implements Batch.Progress, AutoCloseable {
  private final Console console;
  private final long startNanos = System.nanoTime();
  private @Nullable ProgressLine line;
  private long requests;
  private long resumed;
  private long failedBefore;
  private long succeeded;
  private long failed;

  BatchProgress(Console console) {
    this.console = console;
  }

  @Override
  public void started(long total, long done, long failures) {
    requests = total;
    resumed = done;
    failedBefore = failures;
    line = new ProgressLine("batch", total, done);
  }

  @Override
  public void finished(boolean success) {
    if (success) {
      succeeded++;
    } else {
      failed++;
    }
    if (line != null) {
      line.step();
    }
  }

  /** Returns whether every result, also of earlier runs, is an answer. */
  boolean allAnswered() {
    return failed + failedBefore == 0;
  }

  @Override
  public void close() {
    if (line != null) {
      line.close();
    }
    console.note(
        String.format(
            Locale.ROOT,
            "%d of %d requests have a result: %d answered, %d failed, %d from before%s, in %.1f s",
            resumed + succeeded + failed,
            requests,
            succeeded,
            failed,
            resumed,
            failedBefore == 0 ? "" : " (%d of them failed)".formatted(failedBefore),
            (System.nanoTime() - startNanos) / 1e9));
  }
}
