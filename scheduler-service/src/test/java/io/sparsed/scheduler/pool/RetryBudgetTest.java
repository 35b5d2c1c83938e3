package io.sparsed.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Tests how many attempts may be repeated, and when. */
class RetryBudgetTest {

  private final AtomicLong clock = new AtomicLong();
  private final RetryBudget budget =
      new RetryBudget(
          new Retries(30, Duration.ofMillis(1), Duration.ofSeconds(1), 0.5, 10), clock::get);

  @Test
  void spend_saved_isFree() {
    for (int i = 0; i < 100; i++) {
      assertThat(budget.spend()).isZero();
    }
  }

  @Test
  void spend_storm_isSpreadOverTime() {
    spendSavings();

    assertThat(budget.spend()).isEqualTo(Duration.ofMillis(100));
    assertThat(budget.spend()).isEqualTo(Duration.ofMillis(200));
    clock.addAndGet(Duration.ofMillis(200).toNanos());
    assertThat(budget.spend()).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void earn_callsThatGoWell_allowMore() {
    spendSavings();
    for (int i = 0; i < 4; i++) {
      budget.earn();
    }

    assertThat(budget.spend()).isZero();
    assertThat(budget.spend()).isZero();
    assertThat(budget.spend()).isPositive();
  }

  @Test
  void earn_longPeace_savesNoMoreThanTheMost() {
    clock.addAndGet(Duration.ofDays(1).toNanos());
    for (int i = 0; i < 1000; i++) {
      budget.earn();
    }
    spendSavings();

    assertThat(budget.spend()).isPositive();
  }

  private void spendSavings() {
    for (int i = 0; i < 100; i++) {
      var _ = budget.spend();
    }
  }
}
