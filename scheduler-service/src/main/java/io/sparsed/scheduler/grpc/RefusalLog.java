package io.sparsed.scheduler.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A RefusalLog writes a bounded number of lines a second, since refused calls cost their clients
 * nothing. Further lines are counted, and written for debugging only. Thread-safe.
 */
final class RefusalLog {

  static final int LINES_PER_SECOND = 20;

  private static final Logger log = LoggerFactory.getLogger(RefusalLog.class);

  private final LongSupplier nanoClock;

  @GuardedBy("this")
  private long second;

  @GuardedBy("this")
  private int lines;

  /** Creates a log without lines; its clock gives nanoseconds from an arbitrary origin. */
  RefusalLog(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  synchronized void add(String line) {
    long now = TimeUnit.NANOSECONDS.toSeconds(nanoClock.getAsLong());
    if (now != second) {
      if (lines > LINES_PER_SECOND) {
        log.info("{} refused calls more within a second", lines - LINES_PER_SECOND);
      }
      second = now;
      lines = 0;
    }
    lines++;
    if (lines <= LINES_PER_SECOND) {
      log.info("{}", line);
    } else {
      log.debug("{}", line);
    }
  }
}
