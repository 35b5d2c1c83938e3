package io.sparsed.client;

import static java.util.Objects.requireNonNull;

import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptor;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.sparsed.tls.Tls;
import io.sparsed.tls.TlsFiles;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A ClientBuilder configures a {@link SparseDClient}. The defaults are TLS that trusts the system's
 * certificate authorities, no token, no deadline. Not thread-safe.
 */
public final class ClientBuilder {
  private static final TlsFiles SYSTEM_TRUST =
      new TlsFiles(Optional.empty(), Optional.empty(), Optional.empty());
  private static final int DEFAULT_MAX_INBOUND_BYTES = 64 << 20;
  private static final Duration DEFAULT_KEEP_ALIVE = Duration.ofSeconds(30);

  private final List<String> targets;
  private final List<Channel> channels;
  private Optional<TlsFiles> tls = Optional.of(SYSTEM_TRUST);
  private @Nullable String token;
  private @Nullable String apiKey;
  private @Nullable Duration defaultDeadline;
  private RetryPolicy policy = RetryPolicy.defaults();
  private Consumer<ManagedChannelBuilder<?>> channelSettings = channel -> {};

  /** Returns a builder with targets to connect to, or with channels of the caller's. */
  ClientBuilder(List<String> targets, List<Channel> channels) {
    this.targets = List.copyOf(targets);
    this.channels = List.copyOf(channels);
  }

  /**
   * Turns encryption off. Tokens then travel in clear text, so use it on a loopback or a trusted
   * network only.
   *
   * @return this builder
   */
  public ClientBuilder plaintext() {
    requireTargets();
    tls = Optional.empty();
    return this;
  }

  /**
   * Trusts these certificate authorities instead of the system's. The file is read again when it
   * changes.
   *
   * @param certificates X.509 certificates in a PEM file
   * @return this builder
   */
  public ClientBuilder tls(Path certificates) {
    requireTargets();
    tls = Optional.of(tls.orElse(SYSTEM_TRUST).trusting(certificates));
    return this;
  }

  /**
   * Proves to schedulers who this client is. The files are read again when they change.
   *
   * @param certificates certificate chain in a PEM file, the client's own first
   * @param key its private key in a PEM file, PKCS #8, not encrypted
   * @return this builder
   */
  public ClientBuilder clientCertificate(Path certificates, Path key) {
    requireTargets();
    tls =
        Optional.of(
            new TlsFiles(
                tls.flatMap(TlsFiles::authorities), Optional.of(certificates), Optional.of(key)));
    return this;
  }

  /**
   * Sends a bearer token with every call.
   *
   * @param bearerToken the token
   * @return this builder
   */
  public ClientBuilder token(String bearerToken) {
    token = bearerToken;
    return this;
  }

  /**
   * Sends a key as {@code x-api-key}, by which the scheduler tells clients apart to be fair.
   *
   * @param key the key
   * @return this builder
   */
  public ClientBuilder apiKey(String key) {
    apiKey = key;
    return this;
  }

  /**
   * Limits the time of calls that have no deadline of their own. Without it they have no limit.
   *
   * @param limit time with all repetitions, positive
   * @return this builder
   */
  public ClientBuilder defaultDeadline(Duration limit) {
    defaultDeadline = Deadlines.requirePositive(limit);
    return this;
  }

  /**
   * Sets the time without traffic after which a running call pings the server. The default is 30 s.
   * Proxies between client and scheduler must permit such pings.
   *
   * @param idle time without traffic, positive
   * @return this builder
   */
  public ClientBuilder keepAlive(Duration idle) {
    long nanos = Deadlines.requirePositive(idle).toNanos();
    return configureChannel(channel -> channel.keepAliveTime(nanos, TimeUnit.NANOSECONDS));
  }

  /**
   * Decides which failed calls are attempted again.
   *
   * @param value policy in place of {@link RetryPolicy#defaults()}
   * @return this builder
   */
  public ClientBuilder retry(RetryPolicy value) {
    policy = requireNonNull(value, "value");
    return this;
  }

  /**
   * Adds interceptors, which see every attempt of every call; the first one sees it first.
   *
   * @param added interceptors, of a tracing library for example
   * @return this builder
   */
  public ClientBuilder intercept(ClientInterceptor... added) {
    List<ClientInterceptor> lastFirst = new ArrayList<>(List.of(added));
    Collections.reverse(lastFirst);
    return configureChannel(channel -> channel.intercept(lastFirst));
  }

  /**
   * Changes the builder of each channel before it is built, after the defaults of this client:
   * {@code GrpcOpenTelemetry::configureChannelBuilder}, a proxy, an executor.
   *
   * @param change change of a channel's builder
   * @return this builder
   * @throws IllegalStateException if the client calls over channels of the caller's
   */
  public ClientBuilder configureChannel(Consumer<ManagedChannelBuilder<?>> change) {
    requireTargets();
    channelSettings = channelSettings.andThen(change);
    return this;
  }

  /**
   * Limits the size of a message from the server. The default is 64 MiB.
   *
   * @param bytes size in bytes, positive
   * @return this builder
   */
  public ClientBuilder maxInboundBytes(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("must be positive, got " + bytes);
    }
    return configureChannel(channel -> channel.maxInboundMessageSize(bytes));
  }

  /**
   * Returns a client, which connects at its first call.
   *
   * @return the client
   * @throws IllegalArgumentException if a target is no address, or a file of TLS cannot be read or
   *     does not hold what it should
   */
  public SparseDClient build() {
    Optional<Tls> followed = tls.map(Tls::follow);
    ChannelCredentials credentials =
        followed.map(Tls::ofClient).orElseGet(InsecureChannelCredentials::create);
    try {
      List<ManagedChannel> owned =
          targets.stream().map(target -> channel(target, credentials)).toList();
      return new GrpcClient(
          new Schedulers(channels.isEmpty() ? owned : channels, owned, followed),
          policy,
          new CallerHeaders(Optional.ofNullable(token), Optional.ofNullable(apiKey)),
          defaultDeadline);
    } catch (IllegalArgumentException e) {
      followed.ifPresent(Tls::close);
      throw e;
    }
  }

  private void requireTargets() {
    if (!channels.isEmpty()) {
      throw new IllegalStateException(
          "the channels are given: configure them where they are built");
    }
  }

  /** Throws if a target's port is none, which gRPC would tell nobody. */
  private static void checkPort(String target) {
    String port = target.substring(target.lastIndexOf(':') + 1);
    if (port.matches("\\d+") && new BigInteger(port).bitLength() > Character.SIZE) {
      throw new IllegalArgumentException("a port is at most 65535");
    }
  }

  /**
   * Returns a channel. Calls go to all addresses of a name in turn. {@link RetryPolicy} alone
   * decides what is repeated, so gRPC's own retries are off.
   */
  private ManagedChannel channel(String target, ChannelCredentials credentials) {
    try {
      checkPort(target);
      ManagedChannelBuilder<?> channel = Grpc.newChannelBuilder(target, credentials);
      channel
          .defaultLoadBalancingPolicy("round_robin")
          .disableRetry()
          .maxInboundMessageSize(DEFAULT_MAX_INBOUND_BYTES)
          .keepAliveTime(DEFAULT_KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS);
      channelSettings.accept(channel);
      return channel.build();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'%s' is no address of a scheduler: write host:port or dns:///host:port"
              .formatted(target),
          e);
    }
  }
}
