package io.sparsed.scheduler.grpc;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannelBuilder;
import io.sparsed.scheduler.pool.WorkerConnection;
import io.sparsed.scheduler.pool.WorkerDirectory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/**
 * A GrpcWorkerDirectory finds workers behind gRPC targets. A target "host:port" is one worker; for
 * "scheme://...", every address that gRPC's name resolver finds is one. Thread-safe.
 */
public final class GrpcWorkerDirectory implements WorkerDirectory {

  private final Duration refresh;
  private final ChannelCredentials credentials;
  private final Consumer<ManagedChannelBuilder<?>> settings;
  private final Map<String, TargetResolver> resolvers = new LinkedHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("resolver").factory());

  /** The endpoints of each target by their addresses. */
  @GuardedBy("this")
  private final Map<String, Map<String, WorkerEndpoint>> found = new LinkedHashMap<>();

  /**
   * Creates a directory that resolves nothing until it is started.
   *
   * @param refresh interval between two resolutions of a target
   * @param credentials credentials of the connections to workers
   * @param settings changes each channel before it is built
   * @throws IllegalArgumentException if gRPC has no resolver for a target
   */
  public GrpcWorkerDirectory(
      List<String> targets,
      Duration refresh,
      ChannelCredentials credentials,
      Consumer<ManagedChannelBuilder<?>> settings) {
    this.refresh = refresh;
    this.credentials = credentials;
    this.settings = settings;
    for (String target : targets) {
      if (target.contains("://")) {
        resolvers.put(target, new TargetResolver(target, timer));
      } else {
        found.put(target, Map.of(target, WorkerEndpoint.of(target)));
      }
    }
  }

  @Override
  public void start(Consumer<Set<String>> addresses) {
    report(addresses);
    resolvers.forEach(
        (target, resolver) ->
            resolver.start(
                refresh,
                endpoints -> {
                  set(target, endpoints);
                  report(addresses);
                }));
  }

  @Override
  public WorkerConnection connect(String address) {
    WorkerEndpoint endpoint = Objects.requireNonNull(endpoints().get(address), address);
    return new GrpcWorker(address, endpoint.channel(credentials, settings));
  }

  @Override
  public void close() {
    resolvers.values().forEach(TargetResolver::close);
    timer.shutdownNow();
  }

  private synchronized void set(String target, List<WorkerEndpoint> endpoints) {
    Map<String, WorkerEndpoint> byAddress = new LinkedHashMap<>();
    endpoints.forEach(endpoint -> byAddress.put(endpoint.address(), endpoint));
    found.put(target, byAddress);
  }

  /** Reports all addresses under a lock, so that of two changes at once the later comes last. */
  private synchronized void report(Consumer<Set<String>> addresses) {
    addresses.accept(endpoints().keySet());
  }

  private synchronized Map<String, WorkerEndpoint> endpoints() {
    Map<String, WorkerEndpoint> all = new LinkedHashMap<>();
    found.values().forEach(all::putAll);
    return all;
  }
}
