package io.sparsed.worker.device;

import io.sparsed.worker.attention.KeptKeyValues;
import java.util.List;

/**
 * The KeptCanvases of a forward are its kept keys and values on one device.
 *
 * @param each keys and values of each canvas
 */
record KeptCanvases(List<KeptKeyValues> each) implements AutoCloseable {
  @Override
  public void close() {
    each.forEach(KeptKeyValues::close);
  }
}
