package io.sparsed.client;

import static java.util.Objects.requireNonNull;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Configures a {@link SparseDClient}: TLS with the system's roots, no token, no deadline. Not
 * thread-safe.
 */
public final class ClientBuilder {
  private static final int DEFAULT_MAX_INBOUND_BYTES = 64 << 20;

  private final List<String> targets;
  private ChannelCredentials credentials = TlsChannelCredentials.create();
  private @Nullable String token;
  private @Nullable String apiKey;
  private @Nullable Duration defaultDeadline;
  private Duration keepAlive = Duration.ofSeconds(30);
  private ResumePolicy policy = ResumePolicy.defaults();
  private int maxInboundBytes = DEFAULT_MAX_INBOUND_BYTES;

  ClientBuilder(List<String> targets) {
    this.targets = List.copyOf(targets);
  }

  /**
   * No encryption. A token then travels in clear text: for a loopback or a trusted network only.
   */
  public ClientBuilder plaintext() {
    credentials = InsecureChannelCredentials.create();
    return this;
  }

  /**
   * TLS that trusts these certificate authorities instead of the system's.
   *
   * @param certificates X.509 certificates in a PEM file
   * @throws UncheckedIOException if the file cannot be read
   */
  public ClientBuilder tls(Path certificates) {
    try {
      credentials = TlsChannelCredentials.newBuilder().trustManager(certificates.toFile()).build();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the certificates in " + certificates, e);
    }
    return this;
  }

  /** Bearer token that every call sends. */
  public ClientBuilder token(String bearerToken) {
    token = bearerToken;
    return this;
  }

  /** Name under which the scheduler shares itself out fairly; sent as {@code x-api-key}. */
  public ClientBuilder apiKey(String key) {
    apiKey = key;
    return this;
  }

  /** How long a call may take that says nothing, positive. Without it a call may take for ever. */
  public ClientBuilder defaultDeadline(Duration limit) {
    defaultDeadline = Deadlines.requirePositive(limit);
    return this;
  }

  /**
   * Time without traffic after which a running call checks that the server lives, positive. Default
   * 30 s; what stands between client and scheduler must allow it.
   */
  public ClientBuilder keepAlive(Duration idle) {
    keepAlive = Deadlines.requirePositive(idle);
    return this;
  }

  /** How long to try to go on with a generation whose scheduler was lost. */
  public ClientBuilder resume(ResumePolicy value) {
    policy = requireNonNull(value, "value");
    return this;
  }

  /** Largest message that is accepted from the server, in bytes. Default 64 MiB. */
  public ClientBuilder maxInboundBytes(int bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("must be positive, got " + bytes);
    }
    maxInboundBytes = bytes;
    return this;
  }

  /** The client. It connects at the first call. */
  public SparseDClient build() {
    return new GrpcClient(
        new Schedulers(targets.stream().map(this::channel).toList()),
        policy,
        new CallerHeaders(Optional.ofNullable(token), Optional.ofNullable(apiKey)),
        defaultDeadline);
  }

  /** Where a name stands for several addresses, calls go to each of them in turn. */
  private ManagedChannel channel(String target) {
    return Grpc.newChannelBuilder(target, credentials)
        .defaultLoadBalancingPolicy("round_robin")
        .maxInboundMessageSize(maxInboundBytes)
        .keepAliveTime(keepAlive.toMillis(), TimeUnit.MILLISECONDS)
        .build();
  }
}
