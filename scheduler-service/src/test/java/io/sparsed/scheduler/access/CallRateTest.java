package io.sparsed.scheduler.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Tests the limit on the calls of a client. */
class CallRateTest {

  private final AtomicLong nanos = new AtomicLong();
  private final CallRate rate = new CallRate(3, nanos::get);

  @Test
  void admit_aMinutesCallsAtOnce_thenOneByOne() {
    for (int i = 0; i < 3; i++) {
      assertThat(rate.admit("a")).isZero();
    }

    assertThat(rate.admit("a")).isEqualTo(Duration.ofSeconds(20));
    assertThat(rate.admit("b")).isZero();
    pass(Duration.ofSeconds(15));
    assertThat(rate.admit("a")).isEqualTo(Duration.ofSeconds(5));
    pass(Duration.ofSeconds(5));
    assertThat(rate.admit("a")).isZero();
    assertThat(rate.admit("a")).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void admit_afterAQuietMinute_takesAMinutesCallsAgain() {
    for (int i = 0; i < 10; i++) {
      var _ = rate.admit("a");
    }
    pass(Duration.ofMinutes(1));
    for (int i = 0; i < 3; i++) {
      assertThat(rate.admit("a")).isZero();
    }
    assertThat(rate.admit("a")).isPositive();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
