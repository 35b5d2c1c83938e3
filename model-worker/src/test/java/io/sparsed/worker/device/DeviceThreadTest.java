package io.sparsed.worker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.checkpoint.Checkpoint;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.golden.Golden;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceThreadTest {
  private static final int PLACES = 8;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @TempDir Path folder;
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch freed = new CountDownLatch(1);
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private Checkpoint checkpoint;
  private DeviceThread device;

  @BeforeEach
  void open() throws IOException {
    checkpoint = Checkpoint.open(Golden.checkpoint("llada-tiny", folder));
    device = new DeviceThread(this::load, new BatchPolicy(1000, 100_000), PLACES, meters);
    device.ready().join();
  }

  private ModelRunner load() {
    var torch = Torch.open("cpu");
    var type = ElementType.FLOAT32;
    var kernels = Kernels.find(torch, type, Optional.empty());
    var weights = checkpoint.weights(torch, type);
    return Runners.load(torch, kernels, checkpoint.spec(), weights, new PatternStore(1 << 20));
  }

  @AfterEach
  void close() {
    freed.countDown();
    device.close();
    checkpoint.close();
  }

  @Test
  void submit_modelDidNotLoad_fails() {
    try (var broken =
        new DeviceThread(
            () -> {
              throw new IOException("no such disk");
            },
            new BatchPolicy(1000, 1000),
            PLACES,
            new SimpleMeterRegistry())) {
      assertThatThrownBy(broken.ready()::join).hasMessageContaining("no such disk");
      var forward = broken.submit(forward(32), Cancellation.NEVER);
      assertThatThrownBy(forward::join).hasMessageContaining("not loaded");
    }
  }

  @Test
  void submit_everyPlaceTaken_refusedUntilOneIsFree() throws InterruptedException {
    var waiting = hold();
    for (int i = 1; i < PLACES; i++) {
      waiting.add(device.submit(forward(32), Cancellation.NEVER));
    }
    assertThatThrownBy(() -> device.submit(forward(32), Cancellation.NEVER))
        .isInstanceOf(RejectedExecutionException.class);
    freed.countDown();
    waiting.forEach(CompletableFuture::join);
    assertThat(device.submit(forward(32), Cancellation.NEVER)).succeedsWithin(TIMEOUT);
  }

  @Test
  void submit_manyWait_runAsOnePass() throws InterruptedException {
    var waiting = hold();
    for (int length : new int[] {32, 48, 64, 80}) {
      waiting.add(device.submit(forward(length), Cancellation.NEVER));
    }
    assertThat(waiting()).isEqualTo(4);
    freed.countDown();
    var last = waiting.getLast().join();
    waiting.forEach(CompletableFuture::join);
    assertThat(last.queued()).isPositive();
    device.close(); // the counts of the last pass come after its results
    assertThat(meters.get("sparsed.passes").timer().count()).isEqualTo(2);
    assertThat(meters.get("sparsed.pass.forwards").summary().totalAmount()).isEqualTo(5);
    assertThat(meters.get("sparsed.pass.forwards").summary().max()).isEqualTo(4);
    assertThat(meters.get("sparsed.pass.tokens").summary().totalAmount())
        .isEqualTo(16 + 32 + 48 + 64 + 80);
    assertThat(meters.get("sparsed.forwards.wait").timer().totalTime(TimeUnit.NANOSECONDS))
        .isGreaterThanOrEqualTo((double) last.queued().toNanos());
    assertThat(waiting()).isZero();
  }

  @Test
  void close_manyWait_allFinish() throws InterruptedException {
    var waiting = hold();
    for (int i = 0; i < 5; i++) {
      waiting.add(device.submit(forward(700), Cancellation.NEVER)); // each fills a pass
    }
    freed.countDown();
    device.close();
    assertThat(waiting).allMatch(CompletableFuture::isDone);
    waiting.forEach(CompletableFuture::join);
    assertThat(meters.get("sparsed.passes").timer().count()).isEqualTo(6);
    assertThatThrownBy(() -> device.submit(forward(32), Cancellation.NEVER))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void submit_oneFailsInAPass_theOthersComplete() throws InterruptedException {
    var waiting = hold();
    waiting.add(device.submit(forward(64), Cancellation.NEVER));
    var unknown = device.submit(forward(64, Forwards.sparse("nobody's")), Cancellation.NEVER);
    freed.countDown();
    waiting.forEach(CompletableFuture::join);
    assertThatThrownBy(unknown::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(PatternMissingException.class);
  }

  @Test
  void submit_nothingFollowsForAWhile_isIdleOnceEachTime() {
    var times = new AtomicInteger();
    try (var idle =
        new DeviceThread(
            this::load,
            new BatchPolicy(1000, 1000),
            PLACES,
            new SimpleMeterRegistry(),
            Duration.ofMillis(50),
            _ -> times.incrementAndGet())) {
      for (int i = 1; i <= 2; i++) {
        idle.submit(forward(32), Cancellation.NEVER).join();
        int expected = i;
        await().until(() -> times.get() == expected);
      }
    }
  }

  private double waiting() {
    return meters.get("sparsed.forwards.waiting").gauge().value();
  }

  /** Occupies the device until {@link #freed}. */
  private List<CompletableFuture<ForwardResult>> hold() throws InterruptedException {
    Cancellation holding =
        () -> {
          held.countDown();
          try {
            freed.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    var first = device.submit(forward(16), holding);
    held.await();
    return new ArrayList<>(List.of(first));
  }

  private static Forward forward(int length) {
    return forward(length, new AttentionDirective.Dense());
  }

  private static Forward forward(int length, AttentionDirective attention) {
    int[] canvas = IntStream.range(0, length).map(i -> i % 400).toArray();
    var request = Forwards.request(Forwards.greedy(0, 500, false), length - 1);
    return new Forward(canvas, 1, attention, request);
  }
}
