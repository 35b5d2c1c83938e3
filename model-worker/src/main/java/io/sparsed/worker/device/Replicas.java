package io.sparsed.worker.device;

import io.sparsed.worker.attention.AttentionPrecision;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.model.LinearLayers;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.model.Peers;
import io.sparsed.worker.model.Precision;
import io.sparsed.worker.model.WeightSource;
import io.sparsed.worker.tensor.Torch;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The Replicas of a worker are its model on each of its devices, all in the same precision. Used by
 * the thread of the first device.
 */
public final class Replicas implements AutoCloseable {
  private final Devices devices;
  private final ModelSpec spec;
  private final Kernels kernels;
  private final LinearLayers linearLayers;
  private final AttentionPrecision attention;
  private final List<Replica> all;

  /**
   * A Source is what a replica is made of on one device.
   *
   * @param kernels kernels that serve the device beside libtorch
   */
  public record Source(Kernels kernels, WeightSource weights) {}

  /**
   * Loads the weights on each device.
   *
   * @param devices not closed with this
   * @param source gives what a device computes with, on its own thread
   * @param precision precision that is asked for
   * @throws IllegalArgumentException if the heads of the model cannot be split over the devices
   */
  public Replicas(
      Devices devices, ModelSpec spec, Function<Torch, Source> source, Precision precision) {
    Peers.requireDivides(spec, devices.count());
    this.devices = devices;
    this.spec = spec;
    var sources = devices.each(device -> source.apply(devices.get(device)));
    this.kernels = sources.getFirst().kernels();
    this.linearLayers = LinearLayers.choose(precision, kernels, spec);
    this.attention =
        AttentionPrecision.ofAll(
            devices.each(
                device ->
                    AttentionPrecision.choose(
                        precision == Precision.FP8,
                        devices.get(device),
                        sources.get(device).kernels(),
                        devices.peers(device).heads(spec))));
    this.all =
        devices.each(
            device ->
                Replica.load(
                    devices.get(device),
                    sources.get(device),
                    spec,
                    linearLayers,
                    attention,
                    devices.peers(device)));
  }

  /** Returns the devices. */
  Devices devices() {
    return devices;
  }

  /** Returns the model's specification. */
  ModelSpec spec() {
    return spec;
  }

  /** Returns the kernels of the first device. */
  Kernels kernels() {
    return kernels;
  }

  /** Returns the replica on the first device. */
  Replica first() {
    return all.getFirst();
  }

  /** Returns the replica on each device. */
  List<Replica> all() {
    return all;
  }

  /** Calls a function with each replica, on the thread of its device, at the same time. */
  <T> List<T> each(Function<Replica, T> work) {
    return devices.each(device -> work.apply(all.get(device)));
  }

  /** Returns the number of devices. */
  public int count() {
    return all.size();
  }

  /** Returns true if the devices are GPUs. */
  public boolean areOnGpus() {
    return devices.first().isGpu();
  }

  /** Returns the names of the devices, such as {@code cpu}, or {@code cuda:0,cuda:1}. */
  public String deviceNames() {
    return all.stream().map(each -> each.torch().deviceName()).collect(Collectors.joining(","));
  }

  /** Returns what computes the model beside libtorch, for an operator. */
  public String description() {
    return kernels.description() + linearLayers.description() + attention.description();
  }

  /** Returns true if linear layers multiply in fp8. */
  public boolean hasLinearLayersInFp8() {
    return linearLayers instanceof LinearLayers.InFp8;
  }

  /** Returns the precision of attention. */
  public AttentionPrecision attention() {
    return attention;
  }

  /** Returns true if attention of many rows multiplies in fp8. */
  public boolean hasAttentionInFp8() {
    return attention instanceof AttentionPrecision.InFp8;
  }

  /** Returns the bytes in use on the GPU that uses most, libtorch's cache included; 0 on a CPU. */
  public long usedGpuBytes() {
    return DeviceMemory.ofGpus(devices).stream().mapToLong(DeviceMemory::used).max().orElseThrow();
  }

  @Override
  public void close() {
    var _ =
        each(
            replica -> {
              replica.close();
              return true;
            });
  }
}
