package io.sparsed.worker.device;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The DeviceMemoryMetrics are the gauges of a device's memory. Only the device thread may ask a
 * GPU, so a gauge shows what was asked for when it was last read. Thread-safe.
 */
public final class DeviceMemoryMetrics implements MeterBinder {
  private final DeviceThread device;
  private volatile @Nullable DeviceMemory last;
  private CompletableFuture<Void> asked;

  /** Makes the gauges of a device, which is asked first when its model is loaded. */
  public DeviceMemoryMetrics(DeviceThread device) {
    this.device = device;
    this.asked = device.ready().thenCompose(_ -> ask());
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    gauge("sparsed.device.memory.used", "Memory of the device in use", DeviceMemory::used)
        .register(registry);
    gauge("sparsed.device.memory.free", "Memory of the device that is free", DeviceMemory::free)
        .register(registry);
  }

  private Gauge.Builder<DeviceMemoryMetrics> gauge(
      String name, String description, ToDoubleFunction<DeviceMemory> part) {
    return Gauge.builder(name, this, metrics -> metrics.read(part))
        .description(description)
        .baseUnit("bytes")
        .strongReference(true);
  }

  private double read(ToDoubleFunction<DeviceMemory> part) {
    var memory = last;
    askAgain();
    return memory == null ? Double.NaN : part.applyAsDouble(memory);
  }

  private synchronized void askAgain() {
    if (asked.isDone()) {
      asked = ask();
    }
  }

  private CompletableFuture<Void> ask() {
    try {
      return device
          .call(runner -> DeviceMemory.of(runner.replicas().devices()))
          .thenAccept(memory -> last = memory);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e); // the device is closing
    }
  }
}
