package io.sparsed.scheduler.pool;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A WorkerPool runs calls on the worker that suits best. A call that fails is repeated on another
 * worker, or on the same one, while that may help; it waits while no worker can take it.
 * Thread-safe.
 */
public interface WorkerPool extends AutoCloseable {

  /** Returns the models with a ready worker, sorted by id. */
  List<ServedModel> models();

  /** Returns an empty set of artifacts for one request, which the request must close. */
  RequestArtifacts newArtifacts();

  /**
   * Runs a forward.
   *
   * @param artifacts artifacts of the request; the worker is given those that the forward needs,
   *     and the one that it makes is added
   * @throws NoWorkerException if no worker could take the forward in time
   * @throws WorkerException if every allowed attempt failed
   * @throws KillsWorkersException if two workers were lost while they ran the forward
   * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
   */
  ForwardResult forward(Forward forward, RequestArtifacts artifacts);

  /**
   * Returns the bytes of a model's tokenizer files by name; empty if there are none. Throws as
   * {@link #forward} does.
   */
  Map<String, byte[]> tokenizerFiles(ModelFacts model);

  /**
   * Returns the expected time of forwards one after the other beside the present load; empty if not
   * enough was measured lately.
   *
   * @param work work of all forwards together
   * @param forwards number of forwards
   */
  Optional<Duration> expected(ModelFacts model, StepCost work, int forwards);

  /** Runs {@code listener} now and whenever {@link #models} may have changed. */
  void onChange(Runnable listener);

  /** Ends every connection. */
  @Override
  void close();
}
