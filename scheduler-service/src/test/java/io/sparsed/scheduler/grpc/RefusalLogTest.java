package io.sparsed.scheduler.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Tests that a flood of refused calls is no flood of lines. */
class RefusalLogTest {

  private static final Logger LOG = (Logger) LoggerFactory.getLogger(RefusalLog.class);

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final AtomicLong clock = new AtomicLong();
  private final RefusalLog refusals = new RefusalLog(clock::get);

  @BeforeEach
  void start() {
    LOG.setLevel(Level.INFO);
    lines.start();
    LOG.addAppender(lines);
  }

  @AfterEach
  void stop() {
    LOG.detachAppender(lines);
    LOG.setLevel(null);
  }

  @Test
  void add_manyWithinASecond_writesTheFirstAndCountsTheRest() {
    for (int i = 0; i < 1000; i++) {
      refusals.add("refused " + i);
      clock.addAndGet(Duration.ofMillis(1).toNanos());
    }
    refusals.add("later");

    assertThat(written()).hasSize(RefusalLog.LINES_PER_SECOND + 2);
    assertThat(written())
        .startsWith("refused 0")
        .endsWith(
            1000 - RefusalLog.LINES_PER_SECOND + " refused calls more within a second", "later");
  }

  @Test
  void add_fewEachSecond_writesAll() {
    for (int i = 0; i < 5 * RefusalLog.LINES_PER_SECOND; i++) {
      refusals.add("refused " + i);
      clock.addAndGet(Duration.ofSeconds(1).toNanos() / RefusalLog.LINES_PER_SECOND);
    }

    assertThat(written()).hasSize(5 * RefusalLog.LINES_PER_SECOND);
  }

  private List<String> written() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
