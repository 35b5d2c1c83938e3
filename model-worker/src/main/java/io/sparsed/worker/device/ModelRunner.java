package io.sparsed.worker.device;

import com.sun.management.OperatingSystemMXBean;
import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.AttentionPrecision;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.LinearLayers;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.model.Peers;
import io.sparsed.worker.model.Precision;
import io.sparsed.worker.model.WeightSource;
import io.sparsed.worker.proposal.Confidence;
import io.sparsed.worker.proposal.PredictionRow;
import io.sparsed.worker.proposal.ProposalRequest;
import io.sparsed.worker.proposal.Proposer;
import io.sparsed.worker.proposal.Sampling;
import io.sparsed.worker.proposal.SamplingSettings;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.PartTimer;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A ModelRunner runs forwards of a loaded model. A result is a pure function of the forward and of
 * the pattern that it names. Owned by the device thread.
 */
public final class ModelRunner implements AutoCloseable {
  private static final int PROBE_TOKENS = 16;

  /** Cost of a forward from which on a pass lets others run between its layers, in tokens. */
  private static final long LONG_PASS = 2048;

  private final Devices devices;
  private final List<Replica> replicas;
  private final Kernels kernels;
  private final LinearLayers linearLayers;
  private final AttentionPrecision attentionPrecision;
  private final ModelSpec spec;
  private final Proposer proposer;
  private final AttentionSetup attention;
  private final KeyValuesSetup keyValues;
  private final TrimSchedule trims;

  /**
   * Loads the weights, for linear layers in the type that the model computes in. Keys and values
   * are kept without a bound.
   *
   * @param torch device; closed with this
   * @param kernels kernels that serve it beside libtorch
   */
  public ModelRunner(
      Torch torch, Kernels kernels, ModelSpec spec, WeightSource weights, PatternStore patterns) {
    this(torch, kernels, spec, weights, patterns, Precision.FULL, () -> Long.MAX_VALUE);
  }

  /**
   * Loads the weights on one device.
   *
   * @param torch device; closed with this
   * @param kernels kernels that serve it beside libtorch
   * @param precision precision that is asked for
   * @param keyValueBytes gives the most bytes of keys and values that are kept, asked once the
   *     weights are loaded
   */
  public ModelRunner(
      Torch torch,
      Kernels kernels,
      ModelSpec spec,
      WeightSource weights,
      PatternStore patterns,
      Precision precision,
      LongSupplier keyValueBytes) {
    this(
        new Devices(torch),
        spec,
        _ -> new Source(kernels, weights),
        patterns,
        precision,
        keyValueBytes);
  }

  /**
   * A Source is what a replica of the model is made of on one device.
   *
   * @param kernels kernels that serve the device beside libtorch
   */
  public record Source(Kernels kernels, WeightSource weights) {}

  /**
   * Loads the weights on each device.
   *
   * @param devices closed with this
   * @param source gives what a device computes with, on its own thread
   * @param precision precision that is asked for
   * @param keyValueBytes gives the most bytes of keys and values that are kept on all devices,
   *     asked once the weights are loaded
   * @throws IllegalArgumentException if the heads of the model cannot be split over the devices
   */
  public ModelRunner(
      Devices devices,
      ModelSpec spec,
      Function<Torch, Source> source,
      PatternStore patterns,
      Precision precision,
      LongSupplier keyValueBytes) {
    Peers.requireDivides(spec, devices.count());
    this.devices = devices;
    this.spec = spec;
    var parts = devices.each(device -> source.apply(devices.all().get(device)));
    this.kernels = parts.getFirst().kernels();
    this.linearLayers = LinearLayers.choose(precision, kernels, spec);
    this.attentionPrecision =
        AttentionPrecision.ofAll(
            devices.each(
                device ->
                    AttentionPrecision.choose(
                        precision == Precision.FP8,
                        devices.all().get(device),
                        parts.get(device).kernels(),
                        devices.peers(device).heads(spec))));
    this.replicas =
        devices.each(
            device -> {
              var torch = devices.all().get(device);
              var part = parts.get(device);
              return Replica.load(
                  torch,
                  part.kernels(),
                  spec,
                  part.weights(),
                  linearLayers,
                  attentionPrecision,
                  devices.peers(device));
            });
    this.proposer =
        new Proposer(
            devices.first(), kernels, spec.vocabulary(), replicas.getFirst().transformer());
    this.attention = new AttentionSetup(spec, devices, replicas, patterns);
    this.keyValues = new KeyValuesSetup(devices, replicas, keyValueBytes.getAsLong());
    this.trims = new TrimSchedule(devices.first().isGpu());
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
    boolean isLong = forwards.stream().anyMatch(each -> load(each.forward()).cost() >= LONG_PASS);
    runPass(
        forwards,
        isLong
            ? () -> {
              devices.first().awaitDevice();
              betweenLayers.run();
            }
            : () -> {},
        isLong);
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
    try (var pass = new Pass(devices, replicas, attention, keyValues, proposer)) {
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

  /**
   * Runs a short canvas and returns true if its logits are finite: finite weights can still be too
   * great to compute with.
   */
  public boolean answersInNumbers() {
    int[] canvas = IntStream.range(0, PROBE_TOKENS).map(i -> i % spec.vocabulary()).toArray();
    var settings =
        new SamplingSettings(new Sampling.Greedy(), Confidence.PROBABILITY, Optional.empty(), true);
    var last = new int[] {PROBE_TOKENS - 1};
    var request = new ProposalRequest(last, PredictionRow.SAME, settings, 0, 0);
    var forward = new Forward(canvas, 1, new AttentionDirective.Dense(), request);
    float[] logits = run(forward, Cancellation.NEVER).proposals().logits();
    return IntStream.range(0, logits.length).allMatch(i -> Float.isFinite(logits[i]));
  }

  /** Returns the estimated load of a forward. */
  ForwardLoad load(Forward forward) {
    return ForwardLoad.of(spec, forward);
  }

  /** Returns true if the device is a GPU. */
  boolean isOnGpu() {
    return devices.first().isGpu();
  }

  /** Returns the names of the devices, such as {@code cpu}, or {@code cuda:0,cuda:1}. */
  public String device() {
    return devices.all().stream().map(Torch::deviceName).collect(Collectors.joining(","));
  }

  /** Returns the number of devices. */
  public int deviceCount() {
    return devices.count();
  }

  /** Returns a future that fails when the devices are broken for good. */
  CompletableFuture<Void> broken() {
    return devices.broken();
  }

  /** Returns what serves the model beside libtorch, for an operator. */
  public String kernels() {
    return kernels.description() + linearLayers.description() + attentionPrecision.description();
  }

  /** Returns true if linear layers multiply in fp8. */
  public boolean hasLinearLayersInFp8() {
    return linearLayers instanceof LinearLayers.InFp8;
  }

  /** Returns true if attention of many rows multiplies in fp8. */
  public boolean hasAttentionInFp8() {
    return attentionPrecision instanceof AttentionPrecision.InFp8;
  }

  /**
   * Returns the bytes in use of a GPU's memory, libtorch's cache included: of the GPU that uses
   * most. 0 on a CPU.
   */
  public long usedGpuBytes() {
    return gpuMemory().stream().mapToLong(DeviceMemory::used).max().orElseThrow();
  }

  private List<DeviceMemory> gpuMemory() {
    return devices.each(
        device -> {
          var torch = devices.all().get(device);
          return new DeviceMemory(torch.usedGpuBytes(), torch.freeGpuBytes());
        });
  }

  /** Returns the memory of all GPUs together, or of the machine if the device is a CPU. */
  DeviceMemory memory() {
    if (isOnGpu()) {
      return gpuMemory().stream().reduce(new DeviceMemory(0, 0), DeviceMemory::plus);
    }
    var machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long free = machine.getFreeMemorySize();
    return new DeviceMemory(machine.getTotalMemorySize() - free, free);
  }

  /** Returns the timer of the parts of forwards on the first device. */
  public PartTimer timer() {
    return devices.first().timer();
  }

  /** Returns the bytes of the keys and values that a refresh keeps for a token. */
  public long keyValueBytesPerToken() {
    return keyValues.bytesPerToken();
  }

  KeyValuesMetrics keyValuesMetrics() {
    return keyValues.metrics();
  }

  /** Returns the most bytes of keys and values that are kept. */
  public long keyValueCapacityBytes() {
    return keyValues.maxBytes();
  }

  /** Returns the bytes of keys and values that are kept now. */
  public long keyValueBytes() {
    return keyValues.bytes();
  }

  /** Forgets kept keys and values, and frees device memory of patterns that are no longer held. */
  void drop(String artifactId) {
    keyValues.drop(artifactId);
    attention.purge();
  }

  @Override
  public void close() {
    if (devices.areWhole()) {
      attention.close();
      keyValues.close();
      proposer.close();
      devices.each(
          device -> {
            replicas.get(device).close();
            return device;
          });
    }
    devices.close();
  }
}
