package io.sparsed.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Tests which workers a pool has, and which calls they get. */
class PoolMembersTest extends PoolOfFakes {

  @Test
  void call_noWorkerInTime_isRefused() {
    pool = pool(Duration.ofMillis(50), 64, Duration.ofSeconds(60));

    assertThatExceptionOfType(NoWorkerException.class)
        .isThrownBy(() -> pool.call(STEP, Worker::address));
  }

  @Test
  void call_sameIdOfAnotherCheckpoint_isNoWorkerForIt() {
    pool = pool(Duration.ofMillis(50), 64, Duration.ofSeconds(60));
    ready(a);

    assertThatExceptionOfType(NoWorkerException.class)
        .isThrownBy(() -> pool.call(Demand.of(FakeWorker.model("m", "other")), Worker::address));
  }

  @Test
  void call_noWorkerYet_goesOnWhenOneComes() throws Exception {
    Future<String> call = callers.submit(() -> pool.call(STEP, Worker::address));

    ready(a);

    assertThat(call.get()).isEqualTo("a:1");
  }

  @Test
  void call_everyoneDrains_goesOnWhenOneIsBack() throws Exception {
    ready(a);
    a.up(false);
    awaitWorkers(0);
    Future<String> call = callers.submit(() -> pool.call(STEP, Worker::address));

    a.up(true);

    assertThat(call.get()).isEqualTo("a:1");
  }

  @Test
  void models_workersJoinAndLeave_areListedAndRetired() {
    ready(a);

    ready(a, b);
    directory.set(b);

    awaitWorkers(1);
    assertThat(pool.call(STEP, Worker::address)).isEqualTo("b:1");
    assertThat(a.isRetired()).isTrue();
    assertThat(a.isClosed()).as("what runs there may end").isFalse();
  }

  @Test
  void models_workerRestartsWithAnotherModel_isListedUnderThat() {
    ready(a);

    a.restart(FakeWorker.facts("n", "h", 1000));

    await()
        .until(
            () ->
                pool.models().stream()
                    .map(model -> model.facts().id())
                    .toList()
                    .equals(List.of("n")));
  }

  @Test
  void models_workerStaysHealthy_isNotAskedAgain() {
    ready(a);
    a.up(false);
    awaitWorkers(0);
    a.up(true);
    awaitWorkers(1);

    assertThat(a.described()).isEqualTo(2);
  }

  @Test
  void close_endsEveryConnection() {
    ready(a, b);

    pool.close();

    assertThat(a.isClosed()).isTrue();
    assertThat(b.isClosed()).isTrue();
  }
}
