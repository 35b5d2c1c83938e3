package io.sparsed.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Tests the expected time of a step after others were measured. */
class SpeedTest {

  private static final Percentage NEARLY = Percentage.withPercentage(5);
  private static final StepCost DENSE = new StepCost(1000, 0);
  private static final StepCost SPARSE = new StepCost(0, 1000);

  private final AtomicLong clock = new AtomicLong();
  private final Speed poolSpeed = new Speed(Optional.empty(), clock::get);
  private final Speed speed = new Speed(Optional.of(poolSpeed), clock::get);

  @Test
  void seconds_nothingMeasured_moreWorkTakesLonger() {
    assertThat(speed.isMeasured()).isFalse();
    assertThat(speed.seconds(new StepCost(2000, 0))).isEqualTo(2 * speed.seconds(DENSE));
    assertThat(speed.seconds(DENSE)).isPositive();
  }

  @Test
  void seconds_onlyOthersMeasured_isTheirs() {
    poolSpeed.learn(DENSE, DENSE, 3);
    poolSpeed.learn(SPARSE, SPARSE, 7);

    assertThat(speed.seconds(DENSE)).isCloseTo(3, NEARLY);
    assertThat(speed.seconds(SPARSE)).isCloseTo(7, NEARLY);
  }

  @Test
  void learn_first_isTakenAsItIs() {
    speed.learn(DENSE, DENSE, 5);

    assertThat(speed.isMeasured()).isTrue();
    assertThat(speed.seconds(DENSE)).isCloseTo(5, NEARLY);
    assertThat(speed.seconds(SPARSE)).as("a better guess than none").isCloseTo(5, NEARLY);
  }

  @Test
  void isReliable_measuredOftenAndLately_onlyThen() {
    for (int i = 0; i < 4; i++) {
      speed.learn(DENSE, DENSE, 1);
    }
    assertThat(speed.isReliable()).isFalse();

    speed.learn(DENSE, DENSE, 1);
    assertThat(speed.isReliable()).isTrue();

    clock.addAndGet(60_000_000_000L);
    assertThat(speed.isReliable())
        .as("or what is refused for it would never be measured")
        .isFalse();
  }

  @Test
  void learn_oneHiccup_countsForLittle() {
    speed.learn(DENSE, DENSE, 1);
    speed.learn(DENSE, DENSE, 20);

    assertThat(speed.seconds(DENSE)).isBetween(1.0, 3.0);
  }

  @Test
  void learn_slowFromNowOn_isFollowed() {
    speed.learn(DENSE, DENSE, 1);
    for (int i = 0; i < 15; i++) {
      speed.learn(DENSE, DENSE, 20);
    }

    assertThat(speed.seconds(DENSE)).isCloseTo(20, NEARLY);
  }

  @Test
  void learn_othersWereAhead_theirTimeIsNotItsOwn() {
    for (int i = 0; i < 15; i++) {
      speed.learn(DENSE, new StepCost(4000, 0), 4);
    }

    assertThat(speed.seconds(DENSE)).isCloseTo(1, NEARLY);
  }

  @Test
  void learn_kindsOfAttention_areApart() {
    speed.learn(DENSE, DENSE, 1);
    speed.learn(SPARSE, SPARSE, 4);

    assertThat(speed.seconds(DENSE)).isCloseTo(1, NEARLY);
    assertThat(speed.seconds(new StepCost(1000, 1000))).isCloseTo(5, NEARLY);
  }

  @Test
  void seconds_longAgo_fadesToTheOthers() {
    poolSpeed.learn(DENSE, DENSE, 1);
    speed.learn(DENSE, DENSE, 100);
    clock.addAndGet(Duration.ofMinutes(5).toNanos());

    assertThat(speed.seconds(DENSE)).isCloseTo(1, NEARLY);
  }

  @Test
  void leastSeconds_machineWasBusyForMinutes_isThatOfBefore() {
    poolSpeed.learn(DENSE, DENSE, 1);
    for (int i = 0; i < 300; i++) {
      clock.addAndGet(Duration.ofSeconds(1).toNanos());
      poolSpeed.learn(DENSE, DENSE, 4);
    }

    assertThat(poolSpeed.seconds(DENSE)).as("a step now").isCloseTo(4, NEARLY);
    assertThat(poolSpeed.leastSeconds(DENSE)).as("once it is over").isCloseTo(1, NEARLY);
    assertThat(poolSpeed.leastSeconds(SPARSE)).as("another kind").isCloseTo(4, NEARLY);
  }

  @Test
  void leastSeconds_slowForLong_isFollowed() {
    poolSpeed.learn(DENSE, DENSE, 1);
    for (int i = 0; i < 1300; i++) {
      clock.addAndGet(Duration.ofSeconds(1).toNanos());
      poolSpeed.learn(DENSE, DENSE, 4);
    }

    assertThat(poolSpeed.leastSeconds(DENSE)).isCloseTo(4, NEARLY);
  }

  @Test
  void leastSeconds_anyHistory_isNoMoreThanSeconds() {
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      clock.addAndGet(random.nextLong(Duration.ofMinutes(1).toNanos()));
      StepCost work = random.nextBoolean() ? DENSE : SPARSE;
      StepCost ahead = random.nextBoolean() ? work : new StepCost(3000, 2000);
      speed.learn(work, ahead, 0.1 + random.nextDouble());

      assertThat(speed.leastSeconds(DENSE)).isPositive().isLessThanOrEqualTo(speed.seconds(DENSE));
    }
  }

  @Test
  void leastSeconds_measuredInCompany_doesNotCount() {
    for (int i = 0; i < 15; i++) {
      speed.learn(DENSE, DENSE, 1);
    }
    speed.learn(DENSE, new StepCost(100_000, 0), 1);

    assertThat(speed.leastSeconds(DENSE)).isBetween(0.2, 1.0);
  }
}
