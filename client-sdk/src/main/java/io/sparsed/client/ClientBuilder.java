package io.sparsed.client;

import static java.util.Objects.requireNonNull;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A ClientBuilder configures a {@link SparseDClient}. The defaults are TLS that trusts the system's
 * certificate authorities, no token, no deadline. Not thread-safe.
 */
public final class ClientBuilder {
  private static final int DEFAULT_MAX_INBOUND_BYTES = 64 << 20;

  private final List<String> targets;
  private ChannelCredentials credentials = TlsChannelCredentials.create();
  private @Nullable String token;
  private @Nullable String apiKey;
  private @Nullable Duration defaultDeadline;
  private Duration keepAlive = Duration.ofSeconds(30);
  private RetryPolicy policy = RetryPolicy.defaults();
  private int maxInboundBytes = DEFAULT_MAX_INBOUND_BYTES;

  ClientBuilder(List<String> targets) {
    this.targets = List.copyOf(targets);
  }

  /**
   * Turns encryption off. Tokens then travel in clear text, so use it on a loopback or a trusted
   * network only.
   */
  public ClientBuilder plaintext() {
    credentials = InsecureChannelCredentials.create();
    return this;
  }

  /**
   * Trusts these certificate authorities instead of the system's.
   *
   * @param certificates X.509 certificates in a PEM file
   * @throws UncheckedIOException if the file cannot be read
   * @throws IllegalArgumentException if it holds no certificates
   */
  public ClientBuilder tls(Path certificates) {
    try {
      byte[] content = Files.readAllBytes(certificates);
      if (CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(content))
          .isEmpty()) {
        throw new CertificateException("it is empty");
      }
      credentials =
          TlsChannelCredentials.newBuilder()
              .trustManager(new ByteArrayInputStream(content))
              .build();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the certificates in " + certificates, e);
    } catch (CertificateException e) {
      throw new IllegalArgumentException(certificates + " holds no certificates in PEM", e);
    }
    return this;
  }

  /** Sends a bearer token with every call. */
  public ClientBuilder token(String bearerToken) {
    token = bearerToken;
    return this;
  }

  /** Sends a key as {@code x-api-key}, by which the scheduler tells clients apart to be fair. */
  public ClientBuilder apiKey(String key) {
    apiKey = key;
    return this;
  }

  /**
   * Limits the time of calls that have no deadline of their own. Without it they have no limit.
   *
   * @param limit time with all repetitions, positive
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
   */
  public ClientBuilder keepAlive(Duration idle) {
    keepAlive = Deadlines.requirePositive(idle);
    return this;
  }

  /** Decides which failed calls are attempted again; see {@link RetryPolicy#defaults()}. */
  public ClientBuilder retry(RetryPolicy value) {
    policy = requireNonNull(value, "value");
    return this;
  }

  /**
   * Limits the size of a message from the server. The default is 64 MiB.
   *
   * @param bytes size in bytes, positive
   */
  public ClientBuilder maxInboundBytes(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("must be positive, got " + bytes);
    }
    maxInboundBytes = bytes;
    return this;
  }

  /**
   * Returns a client, which connects at its first call.
   *
   * @throws IllegalArgumentException if a target is no address
   */
  public SparseDClient build() {
    return new GrpcClient(
        new Schedulers(targets.stream().map(this::channel).toList()),
        policy,
        new CallerHeaders(Optional.ofNullable(token), Optional.ofNullable(apiKey)),
        defaultDeadline);
  }

  /**
   * Returns a channel. Calls go to all addresses of a name in turn. {@link RetryPolicy} alone
   * decides what is repeated, so gRPC's own retries are off.
   */
  private ManagedChannel channel(String target) {
    try {
      return Grpc.newChannelBuilder(target, credentials)
          .defaultLoadBalancingPolicy("round_robin")
          .disableRetry()
          .maxInboundMessageSize(maxInboundBytes)
          .keepAliveTime(keepAlive.toMillis(), TimeUnit.MILLISECONDS)
          .build();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'%s' is no address of a scheduler: write host:port or dns:///host:port"
              .formatted(target),
          e);
    }
  }
}
