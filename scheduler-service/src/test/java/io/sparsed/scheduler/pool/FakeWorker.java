package io.sparsed.scheduler.pool;

import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.scheduler.diffusion.DenoisingRule;
import io.sparsed.scheduler.diffusion.PublishedOptions;
import io.sparsed.scheduler.pattern.Pattern;
import io.sparsed.scheduler.pattern.PatternSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A FakeWorker is a worker in memory whose health and facts a test sets. */
final class FakeWorker implements WorkerConnection {

  private final String address;
  private WorkerFacts facts;
  private boolean up = true;
  private boolean reachable = true;
  private volatile boolean answers = true;
  private volatile Runnable duringForward = () -> {};
  private boolean closed;
  private boolean retired;
  private final AtomicInteger described = new AtomicInteger();

  FakeWorker(String address, String model, String fingerprint, int maxCanvasLength) {
    this.address = address;
    this.facts = facts(model, fingerprint, maxCanvasLength);
  }

  static FakeWorker of(String address) {
    return new FakeWorker(address, "m", "f", 1000);
  }

  static WorkerFacts facts(String model, String fingerprint, int maxCanvasLength) {
    return new WorkerFacts(model(model, fingerprint), maxCanvasLength, 1 << 30, "cpu");
  }

  /** Returns a model of the size of LLaDA-8B. */
  static ModelFacts model(String id, String fingerprint) {
    return new ModelFacts(
        id,
        fingerprint,
        DenoisingRule.LLADA,
        true,
        32,
        32,
        128,
        2 * 6.5e9,
        4.0 * 32 * 4096,
        1000,
        10,
        100,
        9,
        ImmutableIntArray.of(),
        false,
        PublishedOptions.NONE);
  }

  String address() {
    return address;
  }

  /** Sets the health, true for SERVING. */
  synchronized void up(boolean value) {
    up = value;
    notifyAll();
  }

  /** Restarts the worker: the connection is lost, and it comes back with other facts. */
  synchronized void restart(WorkerFacts value) {
    facts = value;
    reachable = false;
    notifyAll();
  }

  /** Makes it look well but answer nothing any more, as one whose machine has just died. */
  void stopAnswering() {
    answers = false;
  }

  /** Makes every forward run this in its thread. */
  void duringForward(Runnable action) {
    duringForward = action;
  }

  /** Returns how often it was asked for its facts. */
  int described() {
    return described.get();
  }

  synchronized boolean isClosed() {
    return closed;
  }

  synchronized boolean isRetired() {
    return retired;
  }

  @Override
  public void watch(Consumer<Boolean> serving) {
    synchronized (this) {
      reachable = true;
    }
    boolean told = isUp();
    serving.accept(told);
    while (awaitOtherThan(told)) {
      told = !told;
      serving.accept(told);
    }
    throw new WorkerException(WorkerException.Kind.UNAVAILABLE, address + " is away", null);
  }

  private synchronized boolean isUp() {
    return up;
  }

  /** Returns false when the worker cannot be reached. */
  private synchronized boolean awaitOtherThan(boolean told) {
    try {
      while (reachable && !closed && up == told) {
        wait();
      }
      return reachable && !closed;
    } catch (InterruptedException e) {
      throw new CancellationException();
    }
  }

  @Override
  public synchronized WorkerFacts describe() {
    described.incrementAndGet();
    if (!up || !answers) {
      throw new WorkerException(WorkerException.Kind.UNAVAILABLE, address + " is down", null);
    }
    return facts;
  }

  @Override
  public Map<String, byte[]> tokenizerFiles(Duration silence) {
    return Map.of(address, new byte[0]);
  }

  @Override
  public ForwardResult forward(Forward forward, Duration limit) {
    duringForward.run();
    return new ForwardResult(List.of(), Optional.empty(), Duration.ZERO, 1);
  }

  @Override
  public Pattern getPattern(String id, PatternSpec expected, Duration limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void putPattern(Pattern pattern, Duration limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void dropArtifact(String id) {
    // It keeps none.
  }

  @Override
  public synchronized void retire() {
    retired = true;
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
