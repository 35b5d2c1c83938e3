package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.diffusion.Attention;
import java.time.Duration;

/** Counts a request's forwards and their time. Not thread-safe: owned by the request's thread. */
final class Meter {

  private int denseSteps;
  private int sparseSteps;
  private Duration dense = Duration.ZERO;
  private Duration select = Duration.ZERO;
  private Duration sparse = Duration.ZERO;

  void count(Attention attention, Duration inWorker) {
    switch (attention) {
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
  }

  Usage usage(GenerationSpec spec, Answer answer) {
    return new Usage(
        spec.prompt().size(), answer.length(), denseSteps, sparseSteps, spec.past().resumes());
  }

  Timings timings(Duration total, Duration queued) {
    return new Timings(total, queued, dense, select, sparse);
  }
}
