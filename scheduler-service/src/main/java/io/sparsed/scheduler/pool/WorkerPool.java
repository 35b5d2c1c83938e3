package io.sparsed.scheduler.pool;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The workers that can be called now. Thread-safe. */
public interface WorkerPool extends AutoCloseable {

  /** The models with a ready worker, sorted by id. */
  List<ServedModel> models();

  /**
   * Runs a call on a worker, and again on another or on the same one while it fails in a way that
   * this may help: the call must be idempotent. Waits while no worker can take it.
   *
   * @throws NoWorkerException if none could in time
   * @throws WorkerException if it failed for good
   * @throws KillsWorkersException if two workers were lost with it
   * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
   */
  <R> R call(Demand demand, Function<Worker, R> call);

  /**
   * Expected time of forwards one after the other, each beside what the worker has to do now; empty
   * if not enough was measured lately.
   *
   * @param work of all of them
   */
  Optional<Duration> expected(ModelFacts model, StepCost work, int forwards);

  /** Runs {@code listener} now and whenever {@link #models} may have changed. */
  void onChange(Runnable listener);

  /** Ends every connection. */
  @Override
  void close();
}
