package io.sparsed.scheduler.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A WorkerSet holds the workers that belong to the pool, ready or not. Thread-safe. */
final class WorkerSet implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WorkerSet.class);

  private final Function<String, PooledWorker> join;
  private volatile List<PooledWorker> workers = List.of();

  @GuardedBy("this")
  private boolean closed;

  /** Creates an empty set; {@code join} creates the worker of an address, not yet started. */
  WorkerSet(Function<String, PooledWorker> join) {
    this.join = join;
  }

  /** Returns the workers in the order in which they joined. */
  List<PooledWorker> workers() {
    return workers;
  }

  /** Connects to new addresses and retires missing ones; retired workers finish their steps. */
  synchronized void update(Set<String> addresses) {
    if (closed) {
      return;
    }
    Set<String> known = workers.stream().map(PooledWorker::address).collect(Collectors.toSet());
    List<PooledWorker> left =
        workers.stream().filter(worker -> !addresses.contains(worker.address())).toList();
    List<PooledWorker> joined =
        addresses.stream().filter(address -> !known.contains(address)).map(join).toList();
    if (left.isEmpty() && joined.isEmpty()) {
      return;
    }
    workers =
        Stream.concat(workers.stream(), joined.stream())
            .filter(worker -> addresses.contains(worker.address()))
            .toList();
    log.info("workers that join: {}, that leave: {}", joined, left);
    left.forEach(PooledWorker::retire);
    joined.forEach(PooledWorker::start);
  }

  @Override
  public synchronized void close() {
    closed = true;
    workers.forEach(PooledWorker::close);
  }
}
