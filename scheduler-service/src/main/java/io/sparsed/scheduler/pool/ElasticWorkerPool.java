package io.sparsed.scheduler.pool;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.sparsed.scheduler.pattern.PatternCache;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** An ElasticWorkerPool is a pool whose workers join and leave while calls run. Thread-safe. */
public final class ElasticWorkerPool implements WorkerPool {

  private final WorkerDirectory directory;
  private final PoolSettings settings;
  private final PatternCache patterns;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Speed poolSpeed = new Speed(Optional.empty(), System::nanoTime);
  private final RetryBudget budget;
  private final Retry retry;
  private final WorkerSet workers = new WorkerSet(this::join);
  private final Dispatch dispatch = new Dispatch(workers::workers);

  /**
   * Creates a pool and begins to look for workers without waiting for any.
   *
   * @param patterns cache of the patterns of running requests
   */
  public ElasticWorkerPool(
      WorkerDirectory directory, PoolSettings settings, PatternCache patterns) {
    this.directory = directory;
    this.patterns = patterns;
    this.settings = settings;
    this.budget = new RetryBudget(settings.retries(), System::nanoTime);
    this.retry = Retry.of("step", retryConfig(settings.retries()));
    directory.start(
        addresses -> {
          workers.update(addresses);
          changed();
        });
  }

  @Override
  public List<ServedModel> models() {
    return ServedModels.of(
        workers.workers().stream().flatMap(worker -> worker.facts().stream()).toList());
  }

  @Override
  public RequestArtifacts newArtifacts() {
    return new RequestArtifacts(patterns);
  }

  @Override
  public ForwardResult forward(Forward forward, RequestArtifacts artifacts) {
    return call(
        Demand.of(forward, artifacts.neededBy(forward)), worker -> artifacts.run(worker, forward));
  }

  @Override
  public Map<String, byte[]> tokenizerFiles(ModelFacts model) {
    return call(Demand.of(model), Worker::tokenizerFiles);
  }

  /** Runs a call on a worker, and repeats it while its failures allow that. */
  <R> R call(Demand demand, Function<Worker, R> call) {
    Attempts<R> attempts = new Attempts<>(demand, call, dispatch, budget, settings);
    try {
      return retry.executeSupplier(attempts::next);
    } catch (WorkerException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("interrupted before a step was repeated");
      }
      throw e;
    }
  }

  @Override
  public Optional<Duration> expected(ModelFacts model, StepCost work, int forwards) {
    OptionalDouble seconds =
        workers.workers().stream()
            .filter(
                worker -> worker.facts().filter(facts -> facts.model().equals(model)).isPresent())
            .filter(worker -> worker.speed().isReliable())
            .mapToDouble(worker -> worker.seconds(work, forwards))
            .min();
    return seconds.isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos((long) (1e9 * seconds.getAsDouble())));
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
    listener.run();
  }

  @Override
  public void close() {
    directory.close();
    workers.close();
  }

  private PooledWorker join(String address) {
    return new PooledWorker(
        address, directory.connect(address), settings, poolSpeed, this::changed);
  }

  private void changed() {
    dispatch.serveWaiting();
    listeners.forEach(Runnable::run);
  }

  private static RetryConfig retryConfig(Retries retries) {
    return RetryConfig.custom()
        .maxAttempts(retries.attempts())
        .intervalFunction(
            IntervalFunction.ofExponentialRandomBackoff(
                retries.firstBackoff(), 2.0, 0.5, retries.maxBackoff()))
        .retryOnException(
            failure ->
                failure instanceof WorkerException e && e.kind() != WorkerException.Kind.REFUSED)
        .build();
  }
}
