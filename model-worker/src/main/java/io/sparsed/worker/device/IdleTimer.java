package io.sparsed.worker.device;

import java.util.concurrent.Executor;

/** An IdleTimer acts once no pass has run for a while. Owned by the device thread. */
final class IdleTimer {
  private final Executor afterAWhile;
  private final Runnable whenIdle;
  private long passes;
  private boolean isRunning;

  /**
   * Makes a timer that runs from the first pass on.
   *
   * @param afterAWhile runs a task on the device thread once the time has passed
   * @param whenIdle what is done then, once until the next pass
   */
  IdleTimer(Executor afterAWhile, Runnable whenIdle) {
    this.afterAWhile = afterAWhile;
    this.whenIdle = whenIdle;
  }

  /** Notes that a pass has run. */
  void passed() {
    passes++;
    if (!isRunning) {
      isRunning = true;
      await();
    }
  }

  private void await() {
    long before = passes;
    afterAWhile.execute(
        () -> {
          if (passes > before) {
            await();
          } else {
            isRunning = false;
            whenIdle.run();
          }
        });
  }
}
