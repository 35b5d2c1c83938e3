package io.sparsed.worker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.model.Architecture;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.NamedWeights;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that no device waits for one that never comes. */
@Timeout(60)
class BrokenDevicesTest {
  private final FaultyCommunicator communicator = new FaultyCommunicator(2);
  private final CountDownLatch released = new CountDownLatch(1);
  private final DeviceThread device =
      new DeviceThread(this::load, new BatchPolicy(10_000, 100_000), 8, new SimpleMeterRegistry());

  private ModelRunner load() {
    return SeveralDevices.load(
        NamedWeights.small(Architecture.LLADA),
        SeveralDevices.open(communicator, Duration.ofMillis(300)),
        new PatternStore(1 << 20));
  }

  @AfterEach
  void close() {
    released.countDown();
    device.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void submit_deviceNeverComes_isBrokenWithinABound(int faulty) {
    device.ready().join();
    communicator.inject(faulty, 2, this::stayAway);
    var failed = device.submit(forward(), Cancellation.NEVER);
    assertThat(device.broken().handle((_, failure) -> failure).join())
        .hasMessageContaining("has not come back");
    if (faulty == 0) {
      released.countDown(); // it holds the thread that answers
    }
    assertThatThrownBy(failed::join).hasCauseInstanceOf(DevicesBrokenException.class);
    assertThatThrownBy(device.submit(forward(), Cancellation.NEVER)::join)
        .hasCauseInstanceOf(DevicesBrokenException.class);
  }

  private static Forward forward() {
    return new Forward(
        ReuseForwards.canvas(90, 70),
        70,
        new AttentionDirective.Dense(),
        Forwards.request(Forwards.greedy(0, 999, false), 70));
  }

  private void stayAway() {
    try {
      released.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
