package io.sparsed.worker.device;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.atomic.AtomicLong;

/** The KeyValuesMetrics are the meters of kept keys and values. Thread-safe. */
final class KeyValuesMetrics implements MeterBinder {
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong entries = new AtomicLong();
  private final AtomicLong hits = new AtomicLong();
  private final AtomicLong misses = new AtomicLong();
  private final AtomicLong evictions = new AtomicLong();

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("sparsed.key.values", bytes, AtomicLong::get)
        .description("Memory of kept keys and values")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("sparsed.key.values.entries", entries, AtomicLong::get)
        .description("Requests whose keys and values are kept")
        .register(registry);
    FunctionCounter.builder("sparsed.key.values.hits", hits, AtomicLong::get)
        .description("Reuse steps that found their keys and values")
        .register(registry);
    FunctionCounter.builder("sparsed.key.values.misses", misses, AtomicLong::get)
        .description("Reuse steps whose refresh must run again")
        .register(registry);
    FunctionCounter.builder("sparsed.key.values.evictions", evictions, AtomicLong::get)
        .description("Keys and values that were dropped for want of room")
        .register(registry);
  }

  void holds(long heldBytes, int heldEntries) {
    bytes.set(heldBytes);
    entries.set(heldEntries);
  }

  void looked(boolean found) {
    (found ? hits : misses).incrementAndGet();
  }

  void evicted() {
    evictions.incrementAndGet();
  }
}
