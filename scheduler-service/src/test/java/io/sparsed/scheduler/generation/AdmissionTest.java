package io.sparsed.scheduler.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  private final Admission admission = new Admission(1, 2);

  @Test
  void new_nothingCouldRun_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Admission(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Admission(1, -1));
  }

  @Test
  void enter_queueIsFull_isRefusedAndLeavesNoTrace() throws Exception {
    Admission.Permit running = admission.enter();
    List<Thread> waiting = List.of(waiter(() -> {}), waiter(() -> {}));

    assertThatExceptionOfType(OverloadedException.class).isThrownBy(admission::enter);

    assertThat(admission.inside()).isEqualTo(3);
    running.close();
    for (Thread each : waiting) {
      each.join();
    }
    assertThat(admission.inside()).isZero();
    admission.enter().close();
  }

  @Test
  void enter_interruptedWhileWaiting_isCancelledAndLeavesTheQueue() throws Exception {
    Admission.Permit running = admission.enter();
    AtomicReference<RuntimeException> thrown = new AtomicReference<>();
    Thread waiter =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    admission.enter().close();
                  } catch (CancellationException e) {
                    thrown.set(e);
                  }
                });
    await().until(() -> admission.inside() == 2);

    waiter.interrupt();
    waiter.join();

    assertThat(thrown.get()).isInstanceOf(CancellationException.class);
    assertThat(admission.inside()).isEqualTo(1);
    running.close();
    admission.enter().close();
  }

  @Test
  void enter_severalWait_areLetInInOrder() throws Exception {
    Admission wide = new Admission(1, 50);
    Admission.Permit running = wide.enter();
    List<Integer> order = new CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int number = i;
      Thread thread =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (Admission.Permit _ = wide.enter()) {
                      order.add(number);
                    }
                  });
      threads.add(thread);
      await().until(() -> thread.getState() == Thread.State.WAITING);
    }

    running.close();
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(order).isSorted().hasSize(20);
  }

  private Thread waiter(Runnable body) {
    int before = admission.inside();
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (Admission.Permit _ = admission.enter()) {
                    body.run();
                  }
                });
    await().until(() -> admission.inside() == before + 1);
    return thread;
  }
}
