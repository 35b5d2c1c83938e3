package io.sparsed.scheduler.pool;

/** Makes connections; the pool does not know by which protocol. */
@FunctionalInterface
public interface WorkerConnector {

  /** A connection to "host:port", made without waiting for the worker. */
  WorkerConnection connect(String address);
}
