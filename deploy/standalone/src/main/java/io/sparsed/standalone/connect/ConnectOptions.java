package io.sparsed.standalone.connect;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import io.sparsed.client.ClientBuilder;
import io.sparsed.client.SparseDClient;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which scheduler is asked, and how. */
public final class ConnectOptions {
  /** Canvas histories are long: steps times tokens. */
  static final int MAX_INBOUND_BYTES = 256 << 20;

  private static final String SYSTEM_ROOTS = "";
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> API_KEY =
      Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER);

  @Option(
      names = "--connect",
      descriptionKey = "SPARSED_CONNECT",
      split = ",",
      paramLabel = "HOST:PORT",
      description =
          "Ask running schedulers: a:50051,b:50051. Without it: scheduler and worker in this"
              + " process.")
  private List<String> targets = List.of();

  @Option(
      names = "--token",
      descriptionKey = "SPARSED_TOKEN",
      paramLabel = "TOKEN",
      description = "Bearer token. Default: none.")
  private @Nullable String token;

  @Option(
      names = "--api-key",
      descriptionKey = "SPARSED_API_KEY",
      paramLabel = "KEY",
      description = "Name under which the scheduler shares itself out. Default: none.")
  private @Nullable String apiKey;

  @Option(
      names = "--tls",
      descriptionKey = "SPARSED_TLS",
      arity = "0..1",
      fallbackValue = SYSTEM_ROOTS,
      paramLabel = "CA.pem",
      description = "Connect with TLS, trusting the system's authorities or those in the file.")
  private @Nullable String tls;

  @Option(
      names = "--timeout",
      descriptionKey = "SPARSED_TIMEOUT",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Give up after this time: 90s, 5m. Default: never.")
  private @Nullable Duration timeout;

  /** Whether a scheduler was named. */
  public boolean isGiven() {
    return !targets.isEmpty();
  }

  /** The schedulers that were named. */
  public List<String> targets() {
    return targets;
  }

  /** How long a request may take. */
  public Optional<Duration> timeout() {
    return Optional.ofNullable(timeout);
  }

  /** A client of the schedulers that were named. */
  public SparseDClient client() {
    ClientBuilder builder = builder(targets);
    if (tls == null) {
      builder.plaintext();
    } else if (!tls.equals(SYSTEM_ROOTS)) {
      builder.tls(Path.of(tls));
    }
    Optional.ofNullable(token).ifPresent(builder::token);
    Optional.ofNullable(apiKey).ifPresent(builder::apiKey);
    return builder.build();
  }

  /** A client of a scheduler that listens on a loopback address of this process. */
  public SparseDClient clientOfThisProcess(String address) {
    return builder(List.of(address)).plaintext().build();
  }

  /**
   * A bare channel to a scheduler that was named, or to one of this process.
   *
   * @throws IOException if the certificates cannot be read
   */
  public ManagedChannel channel(String address) throws IOException {
    ManagedChannelBuilder<?> channel =
        Grpc.newChannelBuilder(address, credentials()).maxInboundMessageSize(MAX_INBOUND_BYTES);
    if (isGiven()) {
      Metadata headers = new Metadata();
      Optional.ofNullable(token).ifPresent(value -> headers.put(AUTHORIZATION, "Bearer " + value));
      Optional.ofNullable(apiKey).ifPresent(value -> headers.put(API_KEY, value));
      channel.intercept(MetadataUtils.newAttachHeadersInterceptor(headers));
    }
    return channel.build();
  }

  private ChannelCredentials credentials() throws IOException {
    if (!isGiven() || tls == null) {
      return InsecureChannelCredentials.create();
    }
    return tls.equals(SYSTEM_ROOTS)
        ? TlsChannelCredentials.create()
        : TlsChannelCredentials.newBuilder().trustManager(new File(tls)).build();
  }

  private ClientBuilder builder(List<String> addresses) {
    String[] others = addresses.stream().skip(1).toArray(String[]::new);
    ClientBuilder builder =
        SparseDClient.builder(addresses.getFirst(), others).maxInboundBytes(MAX_INBOUND_BYTES);
    timeout().ifPresent(builder::defaultDeadline);
    return builder;
  }
}
