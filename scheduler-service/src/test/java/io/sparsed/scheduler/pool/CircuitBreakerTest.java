package io.sparsed.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sparsed.scheduler.pool.WorkerException.Kind;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that a worker that keeps failing gets no calls for a while. */
class CircuitBreakerTest extends PoolOfFakes {
  @Test
  void call_breakerIsOpen_leavesTheWorkerAlone() {
    ready(a, b);
    AtomicInteger onA = new AtomicInteger();
    Function<Worker, String> call =
        worker -> {
          if (worker.address().equals("a:1")) {
            onA.incrementAndGet();
            throw new WorkerException(Kind.FAULT, "broken", null);
          }
          return worker.address();
        };
    for (int i = 0; i < 40; i++) {
      assertThat(pool.call(STEP, call)).isEqualTo("b:1");
    }

    assertThat(onA).as("of 40 calls").hasValueLessThan(10);
    assertThat(workers()).as("it still answers").isEqualTo(2);
  }

  @Test
  void call_breakerWasOpen_isTriedAgainAfterAWhile() {
    pool = pool(Duration.ofSeconds(20), 64, Duration.ofMillis(100));
    ready(a);
    for (int i = 0; i < 4; i++) {
      assertThatExceptionOfType(WorkerException.class)
          .isThrownBy(() -> pool.call(STEP, failing(Kind.FAULT)));
    }

    assertThat(pool.call(STEP, Worker::address)).isEqualTo("a:1");
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"UNAVAILABLE", "LOST", "BUSY", "REFUSED"})
  void call_failureIsNotTheWorkersFault_breakerStaysClosed(Kind kind) {
    ready(a);
    AtomicInteger tries = new AtomicInteger();
    for (int i = 0; i < 12; i++) {
      try {
        pool.call(
            STEP,
            worker -> {
              if (tries.incrementAndGet() % 2 == 1) {
                throw new WorkerException(kind, "not its fault", null);
              }
              return worker.address();
            });
      } catch (WorkerException expected) {
        assertThat(expected.kind()).isEqualTo(kind);
      }
    }

    assertThat(pool.call(STEP, Worker::address)).isEqualTo("a:1");
  }
}
