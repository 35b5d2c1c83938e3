package io.sparsed.worker.device;

import io.sparsed.worker.attention.KeyValues;
import java.util.List;

/**
 * A ForwardKeyValues holds the keys and values of a forward on all devices while its pass runs.
 * Owned by the device thread.
 */
sealed interface ForwardKeyValues extends AutoCloseable {
  /** Returns the keys and values of one of the forward's canvases on a device. */
  KeyValues of(int device, int canvas);

  /** Keeps what the forward was to keep, after the pass has succeeded. */
  default void keep() {}

  /** Releases what the pass read, and frees what was not kept. */
  @Override
  default void close() {}

  /** Keys and values that end with the pass. */
  record OfPass() implements ForwardKeyValues {
    @Override
    public KeyValues of(int device, int canvas) {
      return new KeyValues.OfPass();
    }
  }

  /** Kept keys and values that a reuse step reads. */
  record Reused(KeyValuesStore store, KeyValuesStore.Entry entry) implements ForwardKeyValues {
    @Override
    public KeyValues of(int device, int canvas) {
      return new KeyValues.Reuse(entry.on(device).get(canvas));
    }

    @Override
    public void close() {
      store.release(entry);
    }
  }

  /** Keys and values that a refresh writes. */
  final class Refreshed implements ForwardKeyValues {
    private final KeyValuesStore store;
    private final String id;
    private final long bytes;
    private final List<KeptCanvases> canvases;
    private boolean isKept;

    /**
     * Takes over memory that is not kept yet.
     *
     * @param bytes bytes of all canvases on all devices, which are reserved in the store
     * @param canvases room for the keys and values on each device
     */
    Refreshed(KeyValuesStore store, String id, long bytes, List<KeptCanvases> canvases) {
      this.store = store;
      this.id = id;
      this.bytes = bytes;
      this.canvases = canvases;
    }

    @Override
    public KeyValues of(int device, int canvas) {
      return new KeyValues.Keep(canvases.get(device).each().get(canvas));
    }

    @Override
    public void keep() {
      store.put(id, new KeyValuesStore.Entry(bytes, canvases));
      isKept = true;
    }

    @Override
    public void close() {
      if (!isKept) {
        canvases.forEach(KeptCanvases::close);
        store.unreserve(bytes);
      }
    }
  }
}
