package io.sparsed.worker.device;

import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.proposal.Proposer;
import io.sparsed.worker.timing.PartTimer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A ModelRunner runs forwards of a loaded model, those that come together as one {@link Pass}. A
 * result is a pure function of the forward, and of the pattern and the kept keys and values that it
 * names. Owned by the device thread.
 */
public final class ModelRunner implements AutoCloseable {
  /** Cost of a forward from which on a pass lets others run between its layers, in tokens. */
  private static final long LONG_PASS = 2048;

  private final Replicas replicas;
  private final Devices devices;
  private final Proposer proposer;
  private final AttentionSetup attention;
  private final KeyValuesSetup keyValues;
  private final TrimSchedule trims;

  /**
   * Makes the runner of a model.
   *
   * @param replicas closed with this, and their devices, too
   * @param patterns holds the patterns that forwards take and name
   * @param keyValueBytes most bytes of keys and values that are kept on all devices
   */
  public ModelRunner(Replicas replicas, PatternStore patterns, long keyValueBytes) {
    this.replicas = replicas;
    this.devices = replicas.devices();
    this.proposer =
        new Proposer(
            devices.first(),
            replicas.kernels(),
            replicas.spec().vocabulary(),
            replicas.first().transformer());
    this.attention = new AttentionSetup(replicas, patterns);
    this.keyValues = new KeyValuesSetup(replicas, keyValueBytes);
    this.trims = new TrimSchedule(replicas.areOnGpus());
  }

  /**
   * Runs a forward.
   *
   * @throws PatternMissingException if it names a pattern that is not held
   * @throws IllegalArgumentException if its pattern does not fit its canvas
   * @throws java.util.concurrent.CancellationException if nobody waits for it any more
   */
  public ForwardResult run(Forward forward, Cancellation stop) {
    var queued = new QueuedForward(forward, stop);
    run(List.of(queued));
    try {
      return queued.result().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /**
   * Runs forwards as one pass and completes each; the result of one does not depend on the others.
   * If the pass itself fails, each of them runs alone, so that only those fail that must.
   */
  void run(List<QueuedForward> forwards) {
    run(forwards, () -> {});
  }

  /**
   * Runs forwards as {@link #run(List)} does.
   *
   * @param betweenLayers runs before each layer of a long pass, once the device has done those
   *     before it; it may {@link #runBetweenLayers} others
   */
  void run(List<QueuedForward> forwards, Runnable betweenLayers) {
    attention.purge(); // the store forgets the least recently used on its own
    if (forwards.stream().anyMatch(each -> load(each.forward()).cost() >= LONG_PASS)) {
      runPass(
          forwards,
          () -> {
            devices.first().awaitDevice();
            betweenLayers.run();
          },
          true);
    } else {
      runPass(forwards, () -> {}, false);
    }
    forwards.forEach(each -> trims.ran(each.forward()));
    if (trims.isDue()) {
      devices.first().trimHostMemory();
      trims.trimmed();
    }
  }

  /** Runs forwards that reuse keys and values as one pass, between two layers of another. */
  void runBetweenLayers(List<QueuedForward> forwards) {
    runPass(forwards, () -> {}, false);
  }

  private void runPass(List<QueuedForward> forwards, Runnable betweenLayers, boolean isLong) {
    try (var pass = new Pass(replicas, attention, keyValues, proposer)) {
      forwards.forEach(pass::add);
      pass.run(betweenLayers, isLong);
    } catch (RuntimeException e) {
      if (forwards.size() == 1) {
        forwards.getFirst().result().completeExceptionally(e);
      } else {
        forwards.stream()
            .filter(forward -> !forward.result().isDone())
            .forEach(forward -> runPass(List.of(forward), betweenLayers, isLong));
      }
    }
  }

  /** Gives memory back that no pass needs until the next one takes it again. */
  void trim() {
    devices.first().trimMemory();
    trims.trimmed();
  }

  /** Forgets kept keys and values, and frees device memory of patterns that are no longer held. */
  void drop(String artifactId) {
    keyValues.drop(artifactId);
    attention.purge();
  }

  /** Returns the estimated load of a forward. */
  ForwardLoad load(Forward forward) {
    return ForwardLoad.of(replicas.spec(), forward);
  }

  /** Returns the model on its devices. */
  public Replicas replicas() {
    return replicas;
  }

  /** Returns the timer of the parts of forwards on the first device. */
  public PartTimer timer() {
    return devices.first().timer();
  }

  /** Returns a future that fails when the devices are broken for good. */
  CompletableFuture<Void> broken() {
    return devices.broken();
  }

  /** Returns the bytes of the keys and values that a refresh keeps for a token. */
  public long keyValueBytesPerToken() {
    return keyValues.bytesPerToken();
  }

  /** Returns the most bytes of keys and values that are kept. */
  public long keyValueCapacityBytes() {
    return keyValues.maxBytes();
  }

  KeyValuesMetrics keyValuesMetrics() {
    return keyValues.metrics();
  }

  @Override
  public void close() {
    if (devices.areWhole()) {
      attention.close();
      keyValues.close();
      proposer.close();
      replicas.close();
    }
    devices.close();
  }
}
