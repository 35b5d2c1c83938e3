package io.sparsed.worker.device;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;

/** The PatternMetrics are the meters of a pattern store. Thread-safe. */
final class PatternMetrics {
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder evictions = new LongAdder();

  /** Registers the meters of a store that counts here. */
  void bindTo(MeterRegistry registry, PatternStore store) {
    Gauge.builder("sparsed.patterns.held", store, PatternStore::bytes)
        .description("Memory of the patterns held")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("sparsed.patterns.entries", store, PatternStore::size)
        .description("Patterns held")
        .register(registry);
    counter("sparsed.patterns.hits", "Lookups of a pattern that was held", hits).register(registry);
    counter("sparsed.patterns.misses", "Lookups of a pattern that was not held", misses)
        .register(registry);
    counter("sparsed.patterns.evictions", "Patterns that were dropped for want of room", evictions)
        .register(registry);
  }

  private static FunctionCounter.Builder<LongAdder> counter(
      String name, String description, LongAdder count) {
    return FunctionCounter.builder(name, count, LongAdder::sum).description(description);
  }

  void looked(boolean found) {
    (found ? hits : misses).increment();
  }

  void evicted() {
    evictions.increment();
  }
}
