package io.sparsed.worker.device;

import io.sparsed.worker.attention.KeyValues;
import io.sparsed.worker.attention.KeyValuesShape;
import io.sparsed.worker.device.KeyValuesDirective.Keep;
import io.sparsed.worker.device.KeyValuesDirective.None;
import io.sparsed.worker.device.KeyValuesDirective.Reuse;
import java.util.ArrayList;
import java.util.List;

/**
 * Sets up the keys and values that forwards keep or reuse before their pass, and keeps them after
 * it. Owned by the device thread.
 */
final class KeyValuesSetup implements AutoCloseable {
  private final Devices devices;
  private final List<Replica> replicas;
  private final KeyValuesShape shape;
  private final KeyValuesStore store;

  /**
   * Makes a setup that holds nothing.
   *
   * @param maxBytes bound of all keys and values on all devices
   */
  KeyValuesSetup(Devices devices, List<Replica> replicas, long maxBytes) {
    this.devices = devices;
    this.replicas = replicas;
    this.shape = replicas.getFirst().keyValues().shape();
    this.store = new KeyValuesStore(maxBytes);
  }

  /** The keys and values of a forward while its pass runs. */
  sealed interface Prepared extends AutoCloseable {
    /** Returns the keys and values of one of the forward's canvases on a device. */
    KeyValues of(int device, int canvas);

    /** Keeps what the forward was to keep, after the pass has succeeded. */
    void keep();

    /** Releases what the pass read, and frees what was not kept. */
    @Override
    void close();
  }

  private record Nothing() implements Prepared {
    @Override
    public KeyValues of(int device, int canvas) {
      return new KeyValues.OfPass();
    }

    @Override
    public void keep() {}

    @Override
    public void close() {}
  }

  /** Keys and values that a reuse step reads. */
  private record Held(KeyValuesStore store, KeyValuesStore.Entry entry) implements Prepared {
    @Override
    public KeyValues of(int device, int canvas) {
      return new KeyValues.Reuse(entry.on(device).get(canvas));
    }

    @Override
    public void keep() {}

    @Override
    public void close() {
      store.release(entry);
    }
  }

  /** Keys and values that a refresh writes. */
  private static final class Written implements Prepared {
    private final KeyValuesStore store;
    private final String id;
    private final long bytes;
    private final List<KeptCanvases> canvases;
    private boolean isKept;

    Written(KeyValuesStore store, String id, long bytes, List<KeptCanvases> canvases) {
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

  /**
   * Readies the keys and values of a forward; they are closed after the pass.
   *
   * @throws KeyValuesMissingException if the forward reuses what is not held
   * @throws IllegalArgumentException if what is held does not fit the forward, or can never be held
   * @throws java.util.concurrent.RejectedExecutionException if there is no room now
   */
  Prepared prepare(Forward forward) {
    return switch (forward.keyValues()) {
      case None() -> new Nothing();
      case Keep keep -> written(keep, forward);
      case Reuse reuse -> held(reuse, forward);
    };
  }

  private Prepared held(Reuse reuse, Forward forward) {
    var entry =
        store.acquire(reuse.id()).orElseThrow(() -> new KeyValuesMissingException(reuse.id()));
    var canvases = entry.on(0);
    var first = canvases.getFirst();
    if (canvases.size() != forward.canvases()
        || first.length() != reuse.canvasLength()
        || !first.active().equals(reuse.active())) {
      store.release(entry);
      throw new IllegalArgumentException(
          "the kept keys and values are of %d canvases of %d tokens with active %s, not of %d of %d with %s"
              .formatted(
                  canvases.size(),
                  first.length(),
                  first.active(),
                  forward.canvases(),
                  reuse.canvasLength(),
                  reuse.active()));
    }
    return new Held(store, entry);
  }

  private Prepared written(Keep keep, Forward forward) {
    store.drop(keep.replacesId());
    long bytes = bytesPerToken() * forward.canvasLength() * forward.canvases();
    store.reserve(bytes);
    try {
      var canvases = devices.each(device -> allocate(replicas.get(device), keep, forward));
      return new Written(store, keep.id(), bytes, canvases);
    } catch (RuntimeException e) {
      store.unreserve(bytes);
      throw e;
    }
  }

  private KeptCanvases allocate(Replica replica, Keep keep, Forward forward) {
    var canvases = new KeptCanvases(new ArrayList<>());
    try {
      for (int canvas = 0; canvas < forward.canvases(); canvas++) {
        canvases.each().add(replica.keyValues().allocate(forward.canvasLength(), keep.active()));
      }
      return canvases;
    } catch (RuntimeException e) {
      canvases.close();
      throw e;
    }
  }

  /** Forgets kept keys and values; those that are not held are no error. Not while a pass runs. */
  void drop(String id) {
    store.drop(id);
  }

  KeyValuesMetrics metrics() {
    return store.metrics();
  }

  /** Returns the most bytes that are kept. */
  long maxBytes() {
    return store.maxBytes();
  }

  /** Returns the bytes that are kept now. */
  long bytes() {
    return store.bytes();
  }

  /** Returns the bytes of the keys and values of a token on all devices. */
  long bytesPerToken() {
    return shape.bytesPerToken() * devices.count();
  }

  @Override
  public void close() {
    store.close();
  }
}
