package io.sparsed.worker.model;

import io.sparsed.worker.cuda.HeadCounts;
import io.sparsed.worker.tensor.Communicator;

/**
 * The Peers of a device are the devices of its worker, as this one sees them. Each computes some
 * rows of a pass, and attends with some heads.
 *
 * @param index index of this device among all
 * @param communicator exchanges tensors among them
 */
public record Peers(int index, Communicator communicator) {
  /** The peers of a device that is alone. */
  public static final Peers NONE = new Peers(0, Communicator.ALONE);

  /** Returns the number of devices, this one included. */
  int devices() {
    return communicator.devices();
  }

  /** Returns the heads with which this device attends. */
  public HeadCounts heads(ModelSpec spec) {
    return new HeadCounts(spec.heads() / devices(), spec.kvHeads() / devices(), spec.headDim());
  }

  /**
   * Throws unless the heads of a model can be split over this many devices.
   *
   * @throws IllegalArgumentException if they cannot
   */
  public static void requireDivides(ModelSpec spec, int devices) {
    if (spec.kvHeads() % devices != 0) {
      throw new IllegalArgumentException(
          "%d devices cannot share %d heads of keys and values: this model runs on %s devices"
              .formatted(devices, spec.kvHeads(), spec.deviceCounts()));
    }
  }
}
