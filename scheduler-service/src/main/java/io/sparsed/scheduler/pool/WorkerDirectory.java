package io.sparsed.scheduler.pool;

import java.util.Set;
import java.util.function.Consumer;

/** A WorkerDirectory finds the addresses of workers and connects to them, by any protocol. */
public interface WorkerDirectory extends AutoCloseable {

  /**
   * Begins to report the addresses of workers. May be called once.
   *
   * @param addresses receives all addresses now and after each change, one thread at a time
   */
  void start(Consumer<Set<String>> addresses);

  /** Returns a connection to a reported address, without waiting for the worker. */
  WorkerConnection connect(String address);

  /** Reports no more addresses. */
  @Override
  void close();
}
