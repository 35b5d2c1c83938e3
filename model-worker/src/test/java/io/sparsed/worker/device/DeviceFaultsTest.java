package io.sparsed.worker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.model.Architecture;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.NamedWeights;
import io.sparsed.worker.proposal.PredictionRow;
import io.sparsed.worker.tensor.LiveTensors;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that all devices leave a pass in which one fails, and go on. */
@Timeout(60)
@TestInstance(Lifecycle.PER_CLASS) // the devices are whole again after every test
class DeviceFaultsTest {
  private static final AttentionDirective DENSE = new AttentionDirective.Dense();
  private static final int DEVICES = 4;

  private final FaultyCommunicator communicator = new FaultyCommunicator(DEVICES);
  private final DeviceThread device =
      new DeviceThread(this::load, new BatchPolicy(10_000, 100_000), 8, new SimpleMeterRegistry());
  private final CompletableFuture<Devices> opened = new CompletableFuture<>();

  private ModelRunner load() {
    var devices = SeveralDevices.open(communicator, Duration.ofMinutes(1));
    opened.complete(devices);
    var spec = NamedWeights.small(Architecture.LLADA);
    return SeveralDevices.load(spec, devices, new PatternStore(1 << 20));
  }

  @AfterAll
  void close() {
    device.close();
  }

  private static ReuseForwards request(int length) {
    return new ReuseForwards(
        ReuseForwards.canvas(length, length - 16),
        length - 16,
        new RowRange(length - 16, 16),
        PredictionRow.SAME,
        Forwards.greedy(0, 999, false));
  }

  private int[] tokens(Forward forward) {
    return device.submit(forward, Cancellation.NEVER).join().proposals().tokens();
  }

  /** A pass of three layers has seven exchanges. */
  @ParameterizedTest
  @CsvSource({"0, 0", "0, 6", "1, 0", "3, 3", "2, 5", "3, 6"})
  void submit_deviceFailsInAPass_isToldAndAllGoOn(int faulty, int after) {
    var request = request(90);
    tokens(request.refresh("kept", DENSE));
    int[] expected = tokens(request.plain(DENSE));
    int[] reused = tokens(request.with(85, 3).reuse("kept", DENSE));
    communicator.inject(faulty, after, DeviceFaultsTest::fail);
    var failed = device.submit(request.plain(DENSE), Cancellation.NEVER);
    assertThatThrownBy(failed::join).hasMessageContaining("fell off the bus");
    assertThat(tokens(request.plain(DENSE))).isEqualTo(expected);
    assertThat(tokens(request.with(85, 3).reuse("kept", DENSE))).isEqualTo(reused);
    assertThat(device.broken()).isNotDone();
  }

  private static void fail() {
    throw new IllegalStateException("the device fell off the bus");
  }

  @Test
  void submit_faultOfTheWholePass_eachForwardAlone() {
    var one = request(90);
    var other = request(70);
    var expected = List.of(tokens(one.plain(DENSE)), tokens(other.plain(DENSE)));
    communicator.inject(2, 3, DeviceFaultsTest::fail);
    var found =
        device
            .call(
                runner -> {
                  var both =
                      List.of(
                          new QueuedForward(one.plain(DENSE), Cancellation.NEVER),
                          new QueuedForward(other.plain(DENSE), Cancellation.NEVER));
                  runner.run(both);
                  return both.stream()
                      .map(each -> each.result().join().proposals().tokens())
                      .toList();
                })
            .join();
    assertThat(found).usingRecursiveComparison().isEqualTo(expected);
  }

  /** The token that no row of the embedding has lies on one device only. */
  @Test
  void submit_oneForwardBreaksItsDevice_leavesNoTensorBehind() {
    var request = request(90);
    int[] expected = tokens(request.plain(DENSE));
    var before = live();
    for (int position : new int[] {1, 30, 50, 89}) {
      var broken = device.submit(request.with(position, 1_000_000).plain(DENSE), () -> {});
      assertThatThrownBy(broken::join).hasMessageContaining("index");
    }
    assertThat(tokens(request.plain(DENSE))).isEqualTo(expected);
    assertThat(live()).isEqualTo(before);
  }

  private List<Integer> live() {
    var devices = opened.join();
    return device.call(_ -> devices.each(each -> LiveTensors.of(devices.get(each)))).join();
  }

  @Test
  void submit_cancelledBetweenLayers_allLeaveAtTheSameLayer() {
    var request = request(2100);
    var asked = new AtomicInteger();
    var stop = Cancellation.when(() -> asked.incrementAndGet() > 3);
    var cancelled = device.submit(request.plain(DENSE), stop);
    assertThatThrownBy(cancelled::join).hasCauseInstanceOf(CancellationException.class);
    assertThat(asked).hasValue(4);
    assertThat(tokens(request(90).plain(DENSE))).isNotEmpty();
  }
}
