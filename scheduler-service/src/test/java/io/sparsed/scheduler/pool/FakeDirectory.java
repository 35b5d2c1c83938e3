package io.sparsed.scheduler.pool;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A FakeDirectory is a directory of workers in memory, which tests let join and leave. */
final class FakeDirectory implements WorkerDirectory {

  private final Map<String, FakeWorker> workers = new ConcurrentHashMap<>();
  private volatile Consumer<Set<String>> listener = addresses -> {};

  /** Replaces the workers of the directory. */
  void set(FakeWorker... present) {
    Set<String> addresses =
        Arrays.stream(present).map(FakeWorker::address).collect(Collectors.toSet());
    for (FakeWorker worker : present) {
      workers.put(worker.address(), worker);
    }
    listener.accept(addresses);
  }

  @Override
  public void start(Consumer<Set<String>> addresses) {
    listener = addresses;
    addresses.accept(Set.copyOf(workers.keySet()));
  }

  @Override
  public WorkerConnection connect(String address) {
    return Objects.requireNonNull(workers.get(address));
  }

  @Override
  public void close() {
    listener = addresses -> {};
  }
}
