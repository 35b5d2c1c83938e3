package io.sparsed.scheduler.pool;

/** A worker as the pool holds it; it may be unreachable now and reachable later. */
public interface WorkerConnection extends Worker, AutoCloseable {

  /** What the worker is now. Fails soon if it does not answer. */
  WorkerFacts describe();

  /** Ends the connection and the calls on it. */
  @Override
  void close();
}
