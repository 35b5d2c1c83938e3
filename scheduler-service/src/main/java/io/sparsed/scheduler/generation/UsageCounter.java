package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.KeyValues;
import io.sparsed.scheduler.pool.Forward;
import io.sparsed.scheduler.pool.StepCost;
import java.time.Duration;
import java.util.OptionalDouble;

/** A UsageCounter counts the forwards of one request, their work and time. Not thread-safe. */
final class UsageCounter {

  private int denseSteps;
  private int sparseSteps;
  private int reuseSteps;
  private double flops;
  private double attended;
  private int measuredForwards;
  private Duration dense = Duration.ZERO;
  private Duration select = Duration.ZERO;
  private Duration sparse = Duration.ZERO;

  /**
   * Counts a forward.
   *
   * @param inWorker time that it spent in a worker
   * @param attendedShare share of the key blocks that it attended to; empty if it ran elsewhere
   */
  void count(Forward forward, Duration inWorker, OptionalDouble attendedShare) {
    switch (forward.attention()) {
      case Attention.Dense _ -> {
        denseSteps++;
        dense = dense.plus(inWorker);
      }
      case Attention.DenseAndSelect _ -> {
        denseSteps++;
        select = select.plus(inWorker);
      }
      case Attention.Sparse _ -> {
        sparseSteps++;
        sparse = sparse.plus(inWorker);
      }
    }
    if (forward.keyValues() instanceof KeyValues.Reuse) {
      reuseSteps++;
    }
    flops += 1e6 * StepCost.of(forward).total();
    if (attendedShare.isPresent()) {
      attended += attendedShare.getAsDouble();
      measuredForwards++;
    }
  }

  Usage usage(GenerationSpec spec, Answer answer) {
    return new Usage(
        spec.prompt().length(),
        answer.length(),
        denseSteps,
        sparseSteps,
        reuseSteps,
        spec.resumption().resumes(),
        flops,
        measuredForwards == 0 ? 1 : attended / measuredForwards);
  }

  Timings timings(Duration total, Duration queued) {
    return new Timings(total, queued, dense, select, sparse);
  }
}
