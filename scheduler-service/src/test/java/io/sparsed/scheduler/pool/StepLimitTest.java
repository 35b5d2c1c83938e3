package io.sparsed.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Tests how long a worker may take for a step. */
class StepLimitTest {

  private static final StepLimit LIMIT = StepLimit.defaults();
  private static final StepCost WORK = new StepCost(1_000_000, 0);

  @Test
  void of_expectedTime_isAFloorAndAMultiple() {
    assertThat(LIMIT.of(0)).hasSeconds(5);
    assertThat(LIMIT.of(2)).hasSeconds(25);
    assertThat(LIMIT.of(Double.MAX_VALUE)).isGreaterThan(Duration.ofDays(365));
  }

  @Test
  void ofFirst_anyExpectation_isBetweenAWarmUpAndTheCap() {
    assertThat(LIMIT.ofFirst(0)).hasSeconds(15);
    assertThat(LIMIT.ofFirst(10)).hasSeconds(25);
    assertThat(LIMIT.ofFirst(1e300)).hasSeconds(300);
  }

  @Test
  void cautiousSeconds_sameWork_takesACpuLonger() {
    assertThat(facts("cpu").cautiousSeconds(WORK)).isEqualTo(100);
    assertThat(facts("cuda:3").cautiousSeconds(WORK)).isEqualTo(1);
  }

  private static WorkerFacts facts(String device) {
    return new WorkerFacts(FakeWorker.model("m", "f"), 1000, 0, device);
  }
}
