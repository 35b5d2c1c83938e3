package io.sparsed.worker.device;

import io.sparsed.worker.device.KeyValuesDirective.Keep;
import io.sparsed.worker.device.KeyValuesDirective.None;
import io.sparsed.worker.device.KeyValuesDirective.Reuse;
import java.util.ArrayList;

/**
 * Sets up the keys and values that forwards keep or reuse before their pass, and keeps them after
 * it. Owned by the device thread.
 */
final class KeyValuesSetup implements AutoCloseable {
  private final Replicas replicas;
  private final KeyValuesStore store;

  /**
   * Makes a setup that holds nothing.
   *
   * @param maxBytes bound of all keys and values on all devices
   */
  KeyValuesSetup(Replicas replicas, long maxBytes) {
    this.replicas = replicas;
    this.store = new KeyValuesStore(maxBytes);
  }

  /**
   * Readies the keys and values of a forward; they are closed after the pass.
   *
   * @throws KeyValuesMissingException if the forward reuses what is not held
   * @throws IllegalArgumentException if what is held does not fit the forward, or can never be held
   * @throws java.util.concurrent.RejectedExecutionException if there is no room now
   */
  ForwardKeyValues prepare(Forward forward) {
    return switch (forward.keyValues()) {
      case None() -> new ForwardKeyValues.OfPass();
      case Keep keep -> written(keep, forward);
      case Reuse reuse -> held(reuse, forward);
    };
  }

  private ForwardKeyValues held(Reuse reuse, Forward forward) {
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
    return new ForwardKeyValues.Reused(store, entry);
  }

  private ForwardKeyValues written(Keep keep, Forward forward) {
    store.drop(keep.replacesId());
    long bytes = bytesPerToken() * forward.canvasLength() * forward.canvases();
    store.reserve(bytes);
    try {
      var canvases = replicas.each(replica -> allocate(replica, keep, forward));
      return new ForwardKeyValues.Refreshed(store, keep.id(), bytes, canvases);
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

  /** Returns the bytes of the keys and values of a token on all devices. */
  long bytesPerToken() {
    return replicas.first().keyValues().shape().bytesPerToken() * replicas.count();
  }

  @Override
  public void close() {
    store.close();
  }
}
