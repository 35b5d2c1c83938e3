package io.sparsed.worker;

import com.sun.management.OperatingSystemMXBean;
import io.sparsed.worker.checkpoint.Checkpoint;
import io.sparsed.worker.checkpoint.CheckpointException;
import io.sparsed.worker.checkpoint.ModelCard;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.device.Devices;
import io.sparsed.worker.device.ModelRunner;
import io.sparsed.worker.device.PatternStore;
import io.sparsed.worker.device.Replicas;
import io.sparsed.worker.device.SanityCheck;
import io.sparsed.worker.device.WorkerMemory;
import io.sparsed.worker.grpc.LoadedModel;
import io.sparsed.worker.tensor.ElementType;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A ModelLoader loads the model of a checkpoint folder onto a device. The device thread loads;
 * other threads may wait for the description of the model. Owns the checkpoint, whose files are
 * mapped for as long as it is served.
 */
final class ModelLoader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ModelLoader.class);

  private final WorkerConfig config;
  private final PatternStore patterns;
  private final Function<List<String>, Devices> openDevices;
  private final CompletableFuture<Checkpoint> checkpoint = new CompletableFuture<>();
  private final CompletableFuture<LoadedModel> model = new CompletableFuture<>();

  ModelLoader(
      WorkerConfig config, PatternStore patterns, Function<List<String>, Devices> openDevices) {
    this.config = config;
    this.openDevices = openDevices;
    this.patterns = patterns;
  }

  /** Returns a future of the description of the model; it fails if the model cannot be loaded. */
  CompletableFuture<LoadedModel> model() {
    return model;
  }

  /**
   * Loads the model, on the thread that will run it.
   *
   * @throws IOException if a file cannot be read
   * @throws io.sparsed.worker.checkpoint.CheckpointException if it cannot be served
   */
  ModelRunner load() throws IOException {
    var opened = Checkpoint.open(config.checkpoint());
    checkpoint.complete(opened);
    var compute = config.compute();
    var devices = openDevices.apply(compute.devices());
    var torch = devices.first();
    try {
      var type = compute.type().resolve(torch.isGpu(), opened.storedType());
      var replicas =
          new Replicas(
              devices,
              opened.spec(),
              device ->
                  new Replicas.Source(
                      Kernels.find(device, type, compute.kernels()), opened.weights(device, type)),
              compute.precision());
      long keyValueBytes = config.limits().keyValueBytes().orElseGet(() -> shareOfMemory(devices));
      var runner = new ModelRunner(replicas, patterns, keyValueBytes);
      if (!SanityCheck.hasFiniteLogits(runner)) {
        throw new CheckpointException(
            "the model answers NaN or infinities as %s: weights are damaged, or too great for the type; fetch it again, or try another --dtype"
                .formatted(type.displayName()));
      }
      log.info("{} on {}: {}", type.displayName(), replicas.deviceNames(), replicas.description());
      var card =
          opened.card(type).inFp8(replicas.hasLinearLayersInFp8(), replicas.hasAttentionInFp8());
      log.info(
          "memory{}: {}",
          replicas.areOnGpus() && replicas.count() > 1 ? " on each device" : "",
          memory(card, type, replicas).description());
      model.complete(new LoadedModel(config, card, type, runner));
      return runner;
    } catch (RuntimeException e) {
      devices.close();
      throw e;
    }
  }

  private WorkerMemory memory(ModelCard card, ElementType type, Replicas replicas) {
    int tokens = Math.max(config.limits().maxCanvasLength(), config.limits().maxBatchTokens());
    var spec = card.spec();
    long weights = card.weightBytes();
    return replicas.areOnGpus()
        ? WorkerMemory.onGpu(spec, weights, type, replicas.attention(), tokens, replicas.count())
        : WorkerMemory.onCpu(spec, weights, type, tokens, replicas.count());
  }

  /** Returns the bytes for kept keys and values: what activations hardly need, or a small share. */
  private static long shareOfMemory(Devices devices) {
    return devices.first().isGpu()
        ? devices.first().freeGpuBytes() / 4 * 3 * devices.count()
        : machineBytes() / 8;
  }

  private static long machineBytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  /** Closes the checkpoint; nothing may run the model any more. */
  @Override
  public void close() {
    if (checkpoint.isDone()) {
      checkpoint.join().close();
    }
  }
}
