package io.sparsed.scheduler.pool;

import io.sparsed.scheduler.pattern.Pattern;
import io.sparsed.scheduler.pattern.PatternShape;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/** A worker in memory that says of itself what a test lets it say. */
final class FakeWorker implements WorkerConnection {

  private final String address;
  private volatile WorkerFacts facts;
  private volatile boolean up = true;
  private volatile boolean closed;
  private final AtomicInteger probes = new AtomicInteger();

  FakeWorker(String address, String model, String fingerprint, int maxCanvasLength) {
    this.address = address;
    this.facts = facts(model, fingerprint, maxCanvasLength);
  }

  static FakeWorker of(String address) {
    return new FakeWorker(address, "m", "f", 1000);
  }

  static WorkerFacts facts(String model, String fingerprint, int maxCanvasLength) {
    return new WorkerFacts(
        new ModelFacts(
            model, fingerprint, ModelFamily.LLADA, 1, 1, 10, 100, 9, OptionalInt.empty(), false),
        maxCanvasLength,
        "cpu");
  }

  void up(boolean value) {
    up = value;
  }

  void serves(WorkerFacts value) {
    facts = value;
  }

  /** How often it was asked what it is. */
  int probes() {
    return probes.get();
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public WorkerFacts describe() {
    probes.incrementAndGet();
    if (!up) {
      throw new WorkerException(WorkerException.Kind.UNAVAILABLE, address + " is down", null);
    }
    return facts;
  }

  @Override
  public Map<String, byte[]> tokenizerFiles() {
    return Map.of();
  }

  @Override
  public Forwarded forward(Forward forward) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Pattern getPattern(String id, PatternShape expected) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void putPattern(Pattern pattern) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void dropPattern(String id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    closed = true;
  }
}
