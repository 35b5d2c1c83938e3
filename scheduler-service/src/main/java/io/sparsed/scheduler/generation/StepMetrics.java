package io.sparsed.scheduler.generation;

import io.micrometer.core.instrument.MeterRegistry;
import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.KeyValues;
import io.sparsed.scheduler.pool.Forward;

/**
 * A StepMetrics counts the steps that ran on workers, by their attention and by what they did with
 * keys and values. Thread-safe.
 */
record StepMetrics(MeterRegistry registry) {

  void count(Forward forward) {
    String attention =
        switch (forward.attention()) {
          case Attention.Dense _ -> "dense";
          case Attention.DenseAndSelect _ -> "select";
          case Attention.Sparse _ -> "sparse";
        };
    String keyValues =
        switch (forward.keyValues()) {
          case KeyValues.None _ -> "none";
          case KeyValues.Refresh _ -> "refresh";
          case KeyValues.Reuse _ -> "reuse";
        };
    registry.counter("sparsed.steps", "attention", attention, "key_values", keyValues).increment();
  }
}
