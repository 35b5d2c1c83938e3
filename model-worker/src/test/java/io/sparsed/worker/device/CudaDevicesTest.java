package io.sparsed.worker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.cuda.Gpu;
import io.sparsed.worker.model.Architecture;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.NamedWeights;
import io.sparsed.worker.proposal.PredictionRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that several GPUs compute bit for bit what one does, and that NCCL survives faults. */
@Timeout(120)
class CudaDevicesTest {
  private static final AttentionDirective DENSE = new AttentionDirective.Dense();
  private static final int LENGTH = 1100;
  private static final int PROMPT = 1000;

  private static ReuseForwards request(double guidance) {
    return new ReuseForwards(
        ReuseForwards.canvas(LENGTH, PROMPT),
        PROMPT,
        new RowRange(PROMPT, 32),
        PredictionRow.SAME,
        Forwards.greedy(guidance, 999, true));
  }

  private static List<Forward> forwards() {
    var plain = request(0);
    return List.of(
        plain.plain(DENSE),
        request(1.5).plain(DENSE),
        plain.plain(Forwards.select("taken", 64, 0.3)),
        plain.refresh("kept", Forwards.sparse("taken")),
        plain.with(PROMPT + 5, 7).reuse("kept", Forwards.sparse("taken")),
        plain.refresh("dense", DENSE),
        plain.with(PROMPT + 5, 7).reuse("dense", DENSE));
  }

  @ParameterizedTest
  @CsvSource({"LLADA, 2", "LLADA, 4", "DREAM, 2", "LLADA_MOE, 2"})
  void run_onGpus_bitEqualToOne(Architecture architecture, int devices) {
    var names = Gpu.names(devices);
    var spec = NamedWeights.small(architecture);
    try (var one =
            SeveralDevices.load(
                spec, Devices.open(names.subList(0, 1)), new PatternStore(1 << 20));
        var several = SeveralDevices.load(spec, Devices.open(names), new PatternStore(1 << 20))) {
      assertThat(several.replicas().description()).startsWith("cuda sm_");
      for (var forward : forwards()) {
        var expected = one.run(forward, Cancellation.NEVER);
        var found = several.run(forward, Cancellation.NEVER);
        assertThat(found.proposals().logits()).isEqualTo(expected.proposals().logits());
        assertThat(found.proposals().tokens()).isEqualTo(expected.proposals().tokens());
        assertThat(found.pattern().map(Pattern::words))
            .usingRecursiveComparison()
            .isEqualTo(expected.pattern().map(Pattern::words));
      }
    }
  }

  /** Each device records the fourth reuse step of a canvas, and launches it from then on. */
  @ParameterizedTest
  @CsvSource({"LLADA, 2", "LLADA, 4", "DREAM, 2"})
  void run_reuseStepsOneAfterAnotherOnGpus_recordedAndBitEqualToOne(
      Architecture architecture, int devices) {
    var names = Gpu.names(devices);
    var spec = NamedWeights.small(architecture);
    try (var one =
            SeveralDevices.load(
                spec, Devices.open(names.subList(0, 1)), new PatternStore(1 << 20));
        var several = SeveralDevices.load(spec, Devices.open(names), new PatternStore(1 << 20))) {
      var refresh = request(0).refresh("kept", DENSE);
      one.run(refresh, Cancellation.NEVER);
      several.run(refresh, Cancellation.NEVER);
      for (int step = 0; step < 6; step++) {
        var reuse = request(0).with(PROMPT + step, 7).reuse("kept", DENSE);
        var expected = one.run(reuse, Cancellation.NEVER).proposals();
        var found = several.run(reuse, Cancellation.NEVER).proposals();
        assertThat(found.logits()).isEqualTo(expected.logits());
        assertThat(found.tokens()).isEqualTo(expected.tokens());
      }
      assertThat(several.replicas().all())
          .allSatisfy(each -> assertThat(each.transformer().recordedPasses()).isEqualTo(3));
    }
  }

  /** A reuse step of three layers has three exchanges, which lie between graphs. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void submit_gpuFailsInARecordedPass_isToldAndAllGoOn(int after) {
    var faults = new ArrayList<FaultyCommunicator>();
    try (var device = thread(faults, Duration.ofMinutes(1))) {
      device.submit(request(0).refresh("kept", DENSE), Cancellation.NEVER).join();
      int[] expected = reused(device);
      for (int recorded = 0; recorded < 4; recorded++) {
        assertThat(reused(device)).isEqualTo(expected);
      }
      for (int faulty = 0; faulty < 2; faulty++) {
        faults.getFirst().inject(faulty, after, CudaDevicesTest::fail);
        assertThatThrownBy(() -> reused(device)).hasMessageContaining("fell off the bus");
        assertThat(reused(device)).isEqualTo(expected);
      }
      assertThat(device.broken()).isNotDone();
    }
  }

  private static int[] reused(DeviceThread device) {
    var step = request(0).with(PROMPT + 5, 7).reuse("kept", DENSE);
    return device.submit(step, Cancellation.NEVER).join().proposals().tokens();
  }

  /** A pass of three layers has seven exchanges. */
  @ParameterizedTest
  @ValueSource(ints = {0, 3, 6})
  void submit_gpuFailsInAPass_isToldAndAllGoOn(int after) {
    var faults = new ArrayList<FaultyCommunicator>();
    try (var device = thread(faults, Duration.ofMinutes(1))) {
      int[] expected = tokens(device);
      for (int faulty = 0; faulty < 2; faulty++) {
        faults.getFirst().inject(faulty, after, CudaDevicesTest::fail);
        assertThatThrownBy(() -> tokens(device)).hasMessageContaining("fell off the bus");
        assertThat(tokens(device)).isEqualTo(expected);
      }
      assertThat(device.broken()).isNotDone();
    }
  }

  private static void fail() {
    throw new IllegalStateException("the GPU fell off the bus");
  }

  @Test
  void submit_gpuStaysAway_isBroken() {
    var faults = new ArrayList<FaultyCommunicator>();
    var back = new CountDownLatch(1);
    try (var device = thread(faults, Duration.ofSeconds(2))) {
      tokens(device);
      faults
          .getFirst()
          .inject(
              1,
              3,
              () -> {
                try {
                  back.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      assertThatThrownBy(() -> tokens(device)).isInstanceOf(CompletionException.class);
      assertThatThrownBy(() -> device.broken().join()).hasMessageContaining("has not come back");
    } finally {
      back.countDown();
    }
  }

  private static DeviceThread thread(List<FaultyCommunicator> faults, Duration patience) {
    var names = Gpu.names(2);
    var spec = NamedWeights.small(Architecture.LLADA);
    return new DeviceThread(
        () -> {
          var devices =
              new Devices(
                  names,
                  torches -> {
                    faults.add(new FaultyCommunicator(Communicators.connect(torches)));
                    return faults.getFirst();
                  },
                  patience);
          return SeveralDevices.load(spec, devices, new PatternStore(1 << 20));
        },
        new BatchPolicy(10_000, 100_000),
        8,
        new SimpleMeterRegistry());
  }

  private static int[] tokens(DeviceThread device) {
    return device.submit(request(0).plain(DENSE), Cancellation.NEVER).join().proposals().tokens();
  }
}
