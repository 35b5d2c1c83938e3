package io.sparsed.worker.device;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.model.Precision;
import io.sparsed.worker.model.WeightSource;
import io.sparsed.worker.tensor.Torch;

/** Makes runners of models on one device, which they close. */
final class Runners {
  private Runners() {}

  /** Loads a model in full precision, which keeps keys and values without a bound. */
  static ModelRunner load(
      Torch torch, Kernels kernels, ModelSpec spec, WeightSource weights, PatternStore patterns) {
    return load(torch, kernels, spec, weights, patterns, Precision.FULL, Long.MAX_VALUE);
  }

  /** Loads a model. */
  static ModelRunner load(
      Torch torch,
      Kernels kernels,
      ModelSpec spec,
      WeightSource weights,
      PatternStore patterns,
      Precision precision,
      long keyValueBytes) {
    var source = new Replicas.Source(kernels, weights);
    var replicas = new Replicas(new Devices(torch), spec, _ -> source, precision);
    return new ModelRunner(replicas, patterns, keyValueBytes);
  }

  /** Returns the bytes of keys and values that a runner keeps. */
  static long keptBytes(ModelRunner runner) {
    var registry = new SimpleMeterRegistry();
    runner.keyValuesMetrics().bindTo(registry);
    return (long) registry.get("sparsed.key.values").gauge().value();
  }
}
