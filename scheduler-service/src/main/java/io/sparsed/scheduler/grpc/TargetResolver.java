package io.sparsed.scheduler.grpc;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TargetResolver reports the addresses behind one gRPC target, found by gRPC's name resolver for
 * its scheme. An error or an empty answer is not reported, so that workers outlive a failure of
 * their name server. Thread-safe.
 */
final class TargetResolver implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TargetResolver.class);

  /** The port of targets that name none; the default port of a worker. */
  private static final int DEFAULT_PORT = 50_061;

  private final String target;
  private final ScheduledExecutorService timer;
  private final SynchronizationContext oneAtATime;
  private final NameResolver resolver;

  /**
   * Creates a resolver; throws {@link IllegalArgumentException} if gRPC has none for the target.
   */
  TargetResolver(String target, ScheduledExecutorService timer) {
    this.target = target;
    this.timer = timer;
    this.oneAtATime =
        new SynchronizationContext(
            (_, failure) -> log.error("target {} cannot be resolved", target, failure));
    URI uri = URI.create(target);
    NameResolverProvider provider =
        NameResolverRegistry.getDefaultRegistry().getProviderForScheme(uri.getScheme());
    if (provider == null) {
      throw new IllegalArgumentException("gRPC has no name resolver for " + target);
    }
    this.resolver = provider.newNameResolver(uri, arguments());
  }

  /** Resolves the target now and every {@code refresh}, and reports the endpoints each time. */
  void start(Duration refresh, Consumer<List<WorkerEndpoint>> found) {
    oneAtATime.execute(() -> resolver.start(listener(found)));
    var _ =
        timer.scheduleWithFixedDelay(
            () -> oneAtATime.execute(resolver::refresh),
            refresh.toNanos(),
            refresh.toNanos(),
            TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    oneAtATime.execute(resolver::shutdown);
  }

  private NameResolver.Listener2 listener(Consumer<List<WorkerEndpoint>> found) {
    return new NameResolver.Listener2() {
      @Override
      public void onResult(NameResolver.ResolutionResult result) {
        oneAtATime.execute(() -> onResult2(result));
      }

      @Override
      public Status onResult2(NameResolver.ResolutionResult result) {
        StatusOr<List<EquivalentAddressGroup>> answer = result.getAddressesOrError();
        if (!answer.hasValue()) {
          onError(answer.getStatus());
        } else if (!answer.getValue().isEmpty()) {
          found.accept(answer.getValue().stream().flatMap(each -> endpoint(each)).toList());
        }
        return Status.OK;
      }

      @Override
      public void onError(Status error) {
        log.warn("target {} was not resolved: {}", target, error);
      }
    };
  }

  /** Returns the endpoint of one worker, which is the first of the group's addresses. */
  private Stream<WorkerEndpoint> endpoint(EquivalentAddressGroup group) {
    SocketAddress first = group.getAddresses().getFirst();
    if (first instanceof InetSocketAddress internet) {
      return Stream.of(WorkerEndpoint.of(internet, resolver.getServiceAuthority()));
    }
    log.warn("target {} has an address that is not of the internet: {}", target, first);
    return Stream.empty();
  }

  private NameResolver.Args arguments() {
    return NameResolver.Args.newBuilder()
        .setDefaultPort(DEFAULT_PORT)
        .setProxyDetector(_ -> null)
        .setSynchronizationContext(oneAtATime)
        .setScheduledExecutorService(timer)
        .setServiceConfigParser(
            new NameResolver.ServiceConfigParser() {
              @Override
              public NameResolver.ConfigOrError parseServiceConfig(Map<String, ?> config) {
                return NameResolver.ConfigOrError.fromConfig(config);
              }
            })
        .setOffloadExecutor(task -> Thread.ofVirtual().name("resolve").start(task))
        .build();
  }
}
