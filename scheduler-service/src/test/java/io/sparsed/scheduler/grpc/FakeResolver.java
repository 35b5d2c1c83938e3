package io.sparsed.scheduler.grpc;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A FakeResolver is a name service of the scheme "fake", registered with gRPC while it is open. */
final class FakeResolver extends NameResolverProvider implements AutoCloseable {

  private final AtomicInteger refreshed = new AtomicInteger();
  private volatile Consumer<StatusOr<List<EquivalentAddressGroup>>> answer = unheard -> {};

  FakeResolver() {
    NameResolverRegistry.getDefaultRegistry().register(this);
  }

  /** Resolves to these ports of this machine from now on. */
  void set(Integer... ports) {
    answer.accept(
        StatusOr.fromValue(
            Arrays.stream(ports)
                .map(port -> new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .map(EquivalentAddressGroup::new)
                .toList()));
  }

  void fail() {
    answer.accept(StatusOr.fromStatus(Status.UNAVAILABLE));
  }

  /** Returns the number of refreshes that were asked for. */
  int refreshed() {
    return refreshed.get();
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return 5;
  }

  @Override
  public String getDefaultScheme() {
    return "fake";
  }

  @Override
  public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
    return new NameResolver() {
      @Override
      public String getServiceAuthority() {
        return "workers";
      }

      @Override
      public void start(Listener2 listener) {
        answer =
            addresses ->
                args.getSynchronizationContext()
                    .execute(
                        () ->
                            listener.onResult2(
                                ResolutionResult.newBuilder()
                                    .setAddressesOrError(addresses)
                                    .build()));
      }

      @Override
      public void refresh() {
        refreshed.incrementAndGet();
      }

      @Override
      public void shutdown() {}
    };
  }

  @Override
  public void close() {
    NameResolverRegistry.getDefaultRegistry().deregister(this);
  }
}
