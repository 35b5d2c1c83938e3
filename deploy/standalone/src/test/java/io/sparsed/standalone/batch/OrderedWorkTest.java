package io.sparsed.standalone.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OrderedWorkTest {
  @Test
  void run_oneItemFails_handsOnWhatWasBeforeIt() {
    List<Integer> handedOn = new ArrayList<>();

    assertThatThrownBy(
            () ->
                OrderedWork.run(
                    IntStream.range(0, 100).iterator(),
                    3,
                    item -> {
                      if (item == 7) {
                        throw new IllegalStateException("item 7");
                      }
                      return item;
                    },
                    handedOn::add))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("item 7");

    assertThat(handedOn).containsExactly(0, 1, 2, 3, 4, 5, 6);
  }

  @Test
  void run_oneItemFails_interruptsTheOthers() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);

    assertThatThrownBy(
            () ->
                OrderedWork.run(
                    IntStream.range(0, 2).iterator(),
                    2,
                    item -> {
                      if (item == 0) {
                        stuck.await();
                        throw new IllegalStateException("first");
                      }
                      stuck.countDown();
                      try {
                        new CountDownLatch(1).await();
                      } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                      }
                      return item;
                    },
                    _ -> {}))
        .hasMessage("first");

    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void run_laterItemsFinishFirst_keepsTheOrder() throws Exception {
    CountDownLatch lastDone = new CountDownLatch(1);
    List<Integer> handedOn = new ArrayList<>();

    OrderedWork.run(
        IntStream.range(0, 4).iterator(),
        4,
        item -> {
          if (item == 3) {
            lastDone.countDown();
          }
          assertThat(lastDone.await(10, TimeUnit.SECONDS)).isTrue();
          return item;
        },
        handedOn::add);

    assertThat(handedOn).containsExactly(0, 1, 2, 3);
  }

  @Test
  void run_manyItems_usesAndNeverExceedsTheConcurrency() throws Exception {
    CountDownLatch threeAtOnce = new CountDownLatch(3);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();

    OrderedWork.run(
        IntStream.range(0, 200).iterator(),
        3,
        item -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          threeAtOnce.countDown();
          assertThat(threeAtOnce.await(10, TimeUnit.SECONDS)).isTrue();
          running.decrementAndGet();
          return item;
        },
        _ -> {});

    assertThat(most).hasValue(3);
  }
}
