package io.sparsed.scheduler.pool;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.sparsed.scheduler.pattern.PatternCache;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * A WorkerPool runs calls on the worker that suits best, while workers join and leave. A call that
 * fails is repeated on another worker, or on the same one, while that may help; it waits while no
 * worker can take it. Thread-safe.
 */
public final class WorkerPool implements AutoCloseable {

  private final WorkerDirectory directory;
  private final PoolSettings settings;
  private final PatternCache patterns;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Speed poolSpeed = new Speed(Optional.empty(), System::nanoTime);
  private final RetryBudget budget;
  private final Retry retry;
  private final PoolMetrics metrics;
  private final WorkerSet workers = new WorkerSet(this::join);
  private final Dispatch dispatch = new Dispatch(workers::workers);

  /** Creates a pool that keeps patterns in a cache, and begins to look for workers. */
  public WorkerPool(
      WorkerDirectory directory,
      PoolSettings settings,
      PatternCache patterns,
      MeterRegistry registry) {
    this.directory = directory;
    this.patterns = patterns;
    this.settings = settings;
    this.budget = new RetryBudget(settings.retries(), System::nanoTime);
    this.retry = Retry.of("step", retryConfig(settings.retries()));
    this.metrics = new PoolMetrics(registry);
    metrics.watch(workers::workers, patterns);
    directory.start(
        addresses -> {
          workers.update(addresses);
          changed();
        });
  }

  /** Returns the models with a ready worker, sorted by id. */
  public List<ServedModel> models() {
    return ServedModels.of(
        workers.workers().stream().flatMap(worker -> worker.facts().stream()).toList());
  }

  /** Returns an empty set of artifacts for one request, which the request must close. */
  public RequestArtifacts newArtifacts() {
    return new RequestArtifacts(patterns, metrics);
  }

  /**
   * Runs a forward.
   *
   * @param artifacts artifacts of the request; the worker is given those that the forward needs,
   *     and the one that it makes is added
   * @throws NoWorkerException if no worker could take the forward in time
   * @throws WorkerException if every allowed attempt failed
   * @throws KillsWorkersException if two workers were lost while they ran the forward alone
   * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
   */
  public ForwardResult forward(Forward forward, RequestArtifacts artifacts) {
    return call(
        Demand.of(forward, artifacts.neededBy(forward), artifacts),
        worker -> artifacts.run(worker, forward));
  }

  /**
   * Returns what {@code reader} makes of a model's tokenizer files by name. If one worker sends
   * none, or broken ones, another is asked. Throws as {@link #forward} does.
   */
  public <R> R tokenizer(ModelFacts model, Function<Map<String, byte[]>, R> reader) {
    return call(Demand.of(model), worker -> read(worker, reader));
  }

  private static <R> R read(Worker worker, Function<Map<String, byte[]>, R> reader) {
    Map<String, byte[]> files = worker.tokenizerFiles();
    try {
      checkArgument(!files.isEmpty(), "it has no files");
      return reader.apply(files);
    } catch (IllegalArgumentException e) {
      throw new WorkerException(
          WorkerException.Kind.FAULT,
          worker.address() + " sent a broken tokenizer: " + e.getMessage(),
          e);
    }
  }

  /** Runs a call on a worker, and repeats it while its failures allow that. */
  <R> R call(Demand demand, Function<Worker, R> call) {
    Attempts<R> attempts = new Attempts<>(demand, call, dispatch, budget, settings, metrics);
    try {
      return retry.executeSupplier(attempts::next);
    } catch (WorkerException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("interrupted before a step was repeated");
      }
      throw e;
    }
  }

  /**
   * Returns the time that forwards one after the other take beside the present load, at the best
   * speed of the last minutes: what was slow may be over. Empty if not enough was measured lately.
   *
   * @param work work of all forwards together
   * @param forwards number of forwards
   */
  public Optional<Duration> expected(ModelFacts model, StepCost work, int forwards) {
    return workers.workers().stream()
        .filter(worker -> worker.facts().filter(facts -> facts.model().equals(model)).isPresent())
        .filter(worker -> worker.speed().isReliable())
        .map(worker -> worker.leastSeconds(work, forwards))
        .min(Comparator.naturalOrder())
        .map(seconds -> Duration.ofNanos((long) (1e9 * seconds)));
  }

  /**
   * Returns the share of the memory for keys and values that a request takes on the ready workers
   * of a model: 0 if it keeps none, and 1 if not even two of its size fit.
   *
   * @param bytes keys and values that the request keeps on one worker
   */
  public double keyValueShare(ModelFacts model, long bytes) {
    if (bytes == 0) {
      return 0;
    }
    long places =
        workers.workers().stream()
            .flatMap(worker -> worker.facts().stream())
            .filter(facts -> facts.model().equals(model))
            .mapToLong(facts -> facts.keyValueCapacity() / bytes)
            .limit(1 << 16)
            .sum();
    return 1.0 / Math.max(1, places);
  }

  /** Runs {@code listener} now and whenever {@link #models} may have changed. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
    listener.run();
  }

  /** Ends every connection. */
  @Override
  public void close() {
    directory.close();
    workers.close();
  }

  private PooledWorker join(String address) {
    return new PooledWorker(
        address, directory.connect(address), settings, poolSpeed, metrics, this::changed);
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
