package io.sparsed.scheduler.pool;

import java.util.Set;
import java.util.function.Consumer;

/** Which workers there are and how they are reached; the pool does not know by which protocol. */
public interface WorkerDirectory extends AutoCloseable {

  /**
   * Begins to tell which addresses there are: all of them each time, whenever that changes. Called
   * once; the listener is called by one thread at a time.
   */
  void start(Consumer<Set<String>> addresses);

  /** A connection to an address that was told, made without waiting for the worker. */
  WorkerConnection connect(String address);

  /** Tells nothing any more. */
  @Override
  void close();
}
