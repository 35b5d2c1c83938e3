package io.sparsed.worker.device;

import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * The LayerTurns of a pass let the first device decide, before each layer, whether all go on. A
 * device that waits for its turn runs what else the first one submits: passes between the layers.
 */
final class LayerTurns {
  private final List<DeviceTasks> others;
  private final int[] taken;
  private volatile int granted;
  private volatile boolean isOver;

  LayerTurns(List<DeviceTasks> others) {
    this.others = others;
    this.taken = new int[others.size()];
  }

  /** Permits the next layer, on the thread of the first device. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  void next() {
    granted++;
    others.forEach(DeviceTasks::wake);
  }

  /** Ends the pass for devices that wait for a layer that was not permitted. */
  void end() {
    isOver = true;
    others.forEach(DeviceTasks::wake);
  }

  /**
   * Waits for the next layer, on the thread of another device.
   *
   * @throws CancellationException if the first device did not permit it
   */
  void await(DeviceTasks device) {
    int layer = ++taken[device.device() - 1];
    while (granted < layer) {
      if (isOver && granted < layer) {
        throw new CancellationException("the first device has left the pass");
      }
      device.runNext();
    }
  }
}
