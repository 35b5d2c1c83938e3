package io.sparsed.worker.device;

import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.tensor.Torch;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * The LayerTurns of a pass let the first device decide, before each layer, whether all go on. A
 * device that waits for its turn runs what else the first one submits: passes between the layers.
 */
final class LayerTurns {
  private final List<FollowerThread> followers;
  private final Watchdog watchdog;
  private final int[] taken;
  private volatile int granted;
  private volatile boolean isOver;

  LayerTurns(List<FollowerThread> followers, Watchdog watchdog) {
    this.followers = followers;
    this.watchdog = watchdog;
    this.taken = new int[followers.size()];
  }

  /**
   * Permits the next layer if the pass is still wanted, on the thread of the first device.
   *
   * @throws CancellationException if it is not
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  void next(Cancellation stop) {
    watchdog.progressed();
    stop.check();
    granted++;
    followers.forEach(FollowerThread::wake);
  }

  /** Ends the pass for devices that wait for a layer that was not permitted. */
  void end() {
    isOver = true;
    followers.forEach(FollowerThread::wake);
  }

  /**
   * Waits for the last layer to be done and the next to be permitted, on the thread of a device.
   *
   * @param device index of the device, which is not the first
   * @throws CancellationException if the first device did not permit it
   */
  void await(int device, Torch torch) {
    torch.awaitDevice();
    int layer = ++taken[device - 1];
    while (granted < layer) {
      if (isOver && granted < layer) {
        throw new CancellationException("the first device has left the pass");
      }
      followers.get(device - 1).runNext();
    }
  }
}
