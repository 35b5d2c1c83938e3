package io.sparsed.scheduler.pool;

import io.sparsed.scheduler.pattern.Pattern;
import io.sparsed.scheduler.pattern.PatternSpec;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PooledWorker bounds each call by its expected time and measures the true one. Thread-safe. */
final class PooledWorker implements Worker, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PooledWorker.class);

  private final String address;
  private final WorkerConnection connection;
  private final StepLimit limit;
  private final Speed poolSpeed;
  private final PoolMetrics metrics;
  private final WorkerHealth health;
  private final WorkerGuard guard;
  private final Load load = new Load();
  private final Link link = new Link();
  private final Speed speed;
  private final KeyValuesRoom keyValuesRoom = new KeyValuesRoom();

  /**
   * Creates a worker.
   *
   * @param poolSpeed speed of the pool's workers together, which learns from this one too
   * @param onChange runs when the worker may have become ready or may serve another model
   */
  PooledWorker(
      String address,
      WorkerConnection connection,
      PoolSettings settings,
      Speed poolSpeed,
      PoolMetrics metrics,
      Runnable onChange) {
    this.address = address;
    this.connection = connection;
    this.limit = settings.stepLimit();
    this.poolSpeed = poolSpeed;
    this.metrics = metrics;
    this.speed = new Speed(Optional.of(poolSpeed), System::nanoTime);
    this.guard = new WorkerGuard(address, settings, onChange);
    this.health = new WorkerHealth(address, connection, settings.probeInterval(), onChange);
  }

  void start() {
    health.start();
  }

  /** Returns the facts of the worker; empty while it is not ready. */
  Optional<WorkerFacts> facts() {
    return health.facts();
  }

  WorkerGuard guard() {
    return guard;
  }

  Load load() {
    return load;
  }

  Link link() {
    return link;
  }

  Speed speed() {
    return speed;
  }

  /** Returns the least seconds of forwards one after the other, each beside the present load. */
  double leastSeconds(StepCost work, int forwards) {
    return speed.leastSeconds(work) + forwards * speed.leastSeconds(load.work());
  }

  /** Throws a {@link WorkerException} unless the worker answers now. */
  void probe() {
    var _ = connection.describe();
  }

  @Override
  public void blame(WorkerException failure) {
    log.warn("blamed: {}", failure.getMessage());
    guard.blame(failure);
  }

  /** Checks the worker's health after a failed call that suggests that it is gone. */
  void suspect() {
    health.suspect();
  }

  /** Gives the worker no new steps; it finishes those that it runs. */
  void retire() {
    health.close();
    connection.retire();
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public ForwardResult forward(Forward forward) {
    StepCost cost = StepCost.of(forward);
    StepCost ahead = load.work().atLeast(cost);
    long start = System.nanoTime();
    try {
      ForwardResult forwarded = connection.forward(forward, stepLimit(ahead));
      speed.learn(cost, ahead, seconds(start));
      poolSpeed.learn(cost, ahead, seconds(start));
      return forwarded;
    } catch (WorkerException e) {
      if (e.kind() == WorkerException.Kind.LATE) {
        speed.learn(cost, ahead, seconds(start));
      }
      throw e;
    }
  }

  @Override
  public Pattern getPattern(String id, PatternSpec expected) {
    long start = System.nanoTime();
    Pattern pattern = connection.getPattern(id, expected, transferLimit(expected.shape().bytes()));
    link.learn(pattern.bytes(), seconds(start));
    metrics.transferred(false, pattern.bytes());
    return pattern;
  }

  @Override
  public void putPattern(Pattern pattern) {
    long start = System.nanoTime();
    connection.putPattern(pattern, transferLimit(pattern.bytes()));
    link.learn(pattern.bytes(), seconds(start));
    metrics.transferred(true, pattern.bytes());
  }

  @Override
  public void dropArtifact(String id) {
    connection.dropArtifact(id);
  }

  @Override
  public KeyValuesRoom keyValuesRoom() {
    return keyValuesRoom;
  }

  /** Returns the bytes of keys and values that fit beside those of all other requests. */
  long freeKeyValueBytes(Object request) {
    return health.facts().map(WorkerFacts::keyValueCapacity).orElse(0L)
        - keyValuesRoom.takenBesides(request);
  }

  @Override
  public Map<String, byte[]> tokenizerFiles() {
    return connection.tokenizerFiles(limit.floor());
  }

  @Override
  public void close() {
    health.close();
    connection.close();
  }

  @Override
  public String toString() {
    return address;
  }

  private Duration stepLimit(StepCost ahead) {
    if (speed.isMeasured()) {
      return limit.of(speed.seconds(ahead));
    }
    if (poolSpeed.isMeasured()) {
      return limit.ofFirst(limit.factor() * poolSpeed.seconds(ahead));
    }
    return limit.ofFirst(
        health.facts().map(facts -> facts.cautiousSeconds(ahead)).orElse(Double.MAX_VALUE));
  }

  private Duration transferLimit(long bytes) {
    return limit.of(link.seconds(bytes));
  }

  private static double seconds(long start) {
    return Math.max(1, System.nanoTime() - start) / 1e9;
  }
}
