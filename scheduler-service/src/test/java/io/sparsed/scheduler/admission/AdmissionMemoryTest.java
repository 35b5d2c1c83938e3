package io.sparsed.scheduler.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Tests the reservation of memory for patterns, keys and values. */
class AdmissionMemoryTest extends AdmissionFixture {
  @Test
  void enter_patternDoesNotFit_waitsForMemoryAndIsNotOvertaken() throws Exception {
    Admission roomy = new Admission(new AdmissionLimits(8, 8, 100, Map.of()), clock::get, registry);
    Permit large = roomy.enter(Arrivals.withPattern("a", 60));
    Future<?> waiting = waiter(roomy, Arrivals.withPattern("b", 50));
    Future<?> small = waiter(roomy, Arrivals.withPattern("c", 1));
    assertThat(roomy.reservedBytes()).isEqualTo(60);

    large.close();

    waiting.get();
    small.get();
    assertThat(roomy.reservedBytes()).isZero();
  }

  @Test
  void enter_whoNeedsMuchMemoryGivesUp_nextIsLetIn() throws Exception {
    Admission roomy = new Admission(new AdmissionLimits(8, 8, 100, Map.of()), clock::get, registry);
    Permit large = roomy.enter(Arrivals.withPattern("a", 60));
    Thread first =
        Thread.ofVirtual()
            .start(
                () ->
                    assertThatExceptionOfType(CancellationException.class)
                        .isThrownBy(() -> roomy.enter(Arrivals.withPattern("b", 50))));
    await().until(() -> roomy.waiting() == 1);
    Future<?> small = waiter(roomy, Arrivals.withPattern("c", 1));

    first.interrupt();

    small.get();
    large.close();
    assertThat(roomy.running()).isZero();
  }

  @Test
  void enter_keyValuesOfThreeFit_fourthWaitsAndAnotherModelDoesNot() throws Exception {
    Admission roomy = new Admission(new AdmissionLimits(8, 8, 100, Map.of()), clock::get, registry);
    Permit first = roomy.enter(Arrivals.withKeyValues("a", "llada", 1.0 / 3));
    Permit second = roomy.enter(Arrivals.withKeyValues("b", "llada", 1.0 / 3));
    Permit third = roomy.enter(Arrivals.withKeyValues("c", "llada", 1.0 / 3));
    roomy.enter(Arrivals.withKeyValues("d", "dream", 1)).close();
    roomy.enter(Arrivals.of("e")).close();
    Future<?> fourth = waiter(roomy, Arrivals.withKeyValues("f", "llada", 1.0 / 3));

    first.close();

    fourth.get();
    second.close();
    third.close();
    roomy.enter(Arrivals.withKeyValues("g", "llada", 1)).close();
    assertThat(roomy.running()).isZero();
  }

  @Test
  void enter_patternLargerThanAllMemory_reservesNothing() {
    Admission roomy = new Admission(new AdmissionLimits(8, 0, 100, Map.of()), clock::get, registry);

    try (Permit _ = roomy.enter(Arrivals.withPattern("a", 101));
        Permit _ = roomy.enter(Arrivals.withPattern("b", 100))) {
      assertThat(roomy.reservedBytes()).isEqualTo(100);
    }
  }
}
