package io.sparsed.standalone.connect;

import io.sparsed.client.ClientBuilder;
import io.sparsed.client.RetryPolicy;
import io.sparsed.client.SparseDClient;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.tls.TlsFiles;
import io.sparsed.worker.ModelOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The flags of a connection to schedulers. */
public final class ConnectOptions {
  /** Bound on a message, in bytes: a canvas history has steps times tokens. */
  private static final int MAX_INBOUND_BYTES = 256 << 20;

  private static final String SYSTEM_ROOTS = "system";

  private static final String[] OF_OWN_WORKER = {
    "--device", "--devices", "--dtype", "--precision", "--kernels-library"
  };

  private static final String[] OF_CONNECTION = {
    "--token-file", "--api-key", "--tls", "--tls-cert", "--tls-key", "--priority"
  };

  @Option(
      names = "--connect",
      descriptionKey = "SPARSED_CONNECT",
      split = ",",
      paramLabel = "HOST:PORT",
      description = "Ask running schedulers: a:50051,b:50051.")
  private List<String> targets = List.of();

  @Option(
      names = "--token-file",
      descriptionKey = "SPARSED_TOKEN_FILE",
      paramLabel = "FILE",
      description = "File that holds the bearer token. Default: none.")
  private Optional<Path> tokenFile = Optional.empty();

  @Option(
      names = "--api-key",
      descriptionKey = "SPARSED_API_KEY",
      paramLabel = "KEY",
      description = "Name under which the scheduler shares itself out. Default: none.")
  private Optional<String> apiKey = Optional.empty();

  @Option(
      names = "--tls",
      descriptionKey = "SPARSED_TLS",
      arity = "0..1",
      fallbackValue = SYSTEM_ROOTS,
      paramLabel = "CA.pem",
      description =
          "Connect with TLS, trusting the authorities in the file, or the system's: --tls or"
              + " --tls system.")
  private Optional<String> tls = Optional.empty();

  @Option(
      names = "--tls-cert",
      descriptionKey = "SPARSED_TLS_CERT",
      paramLabel = "FILE",
      description = "Prove who asks by this certificate chain, PEM. Default: none.")
  private Optional<Path> certificates = Optional.empty();

  @Option(
      names = "--tls-key",
      descriptionKey = "SPARSED_TLS_KEY",
      paramLabel = "FILE",
      description = "Its private key, PEM, PKCS #8.")
  private Optional<Path> key = Optional.empty();

  @Option(
      names = "--timeout",
      descriptionKey = "SPARSED_TIMEOUT",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Give up after this time: 90s, 5m. Default: never.")
  private Optional<Duration> timeout = Optional.empty();

  /** Returns whether a scheduler was named. */
  public boolean isGiven() {
    return !targets.isEmpty();
  }

  /**
   * Returns the files by which this side proves who it is; empty if it does not.
   *
   * @throws UsageException if the certificate or its key is missing
   */
  public Optional<TlsFiles> identity() {
    return UsageException.ifRefused(() -> TlsFiles.server(certificates, key, Optional.empty()));
  }

  /** Returns the targets of the schedulers that were named. */
  public List<String> targets() {
    return targets;
  }

  /**
   * Throws if a flag was typed that has no effect: one of this process's own worker with {@code
   * --connect}, or one of a connection without.
   *
   * @param others more flags that have no effect with {@code --connect}
   */
  public void refuseUnused(CommandSpec spec, String... others) {
    if (isGiven()) {
      String why = "it belongs to a scheduler and a worker that start here; leave it out";
      TypedFlags.refuse(spec, "with --connect", why, OF_OWN_WORKER);
      TypedFlags.refuse(spec, "with --connect", why, others);
    } else {
      TypedFlags.refuse(
          spec,
          "without --connect",
          "it is for schedulers that run already; name one, or leave it out",
          OF_CONNECTION);
    }
  }

  /** Returns the id of the model to ask; empty for the only one there is. */
  public Optional<String> modelId(ModelOptions model) {
    return isGiven() ? name(model) : model.id();
  }

  /**
   * Returns the name of a model: {@code --model-id}, or else that of the folder of {@code --model},
   * as workers do; empty if neither is given.
   */
  public static Optional<String> name(ModelOptions model) {
    return model
        .id()
        .or(
            () ->
                model
                    .folder()
                    .map(folder -> folder.toAbsolutePath().normalize().getFileName())
                    .map(Path::toString));
  }

  /** Returns a client of the schedulers that were named. */
  public SparseDClient client() {
    return client(RetryPolicy.defaults());
  }

  /** Returns a client of the schedulers that were named, with a retry policy. */
  public SparseDClient client(RetryPolicy policy) {
    ClientBuilder builder = builder(targets, policy);
    tls.ifPresentOrElse(
        authorities -> {
          if (!authorities.equals(SYSTEM_ROOTS)) {
            builder.tls(Path.of(authorities));
          }
          identity()
              .ifPresent(
                  own ->
                      builder.clientCertificate(
                          own.certificates().orElseThrow(), own.key().orElseThrow()));
        },
        builder::plaintext);
    tokenFile.map(ConnectOptions::token).ifPresent(builder::token);
    apiKey.ifPresent(builder::apiKey);
    return UsageException.ifRefused(builder::build);
  }

  private static String token(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UsageException("cannot read the token in " + file);
    }
  }

  /**
   * Returns a client of a scheduler of this process, in plaintext and without token.
   *
   * @param target {@code host:port} on a loopback address
   */
  public SparseDClient clientOfThisProcess(String target, RetryPolicy policy) {
    return builder(List.of(target), policy).plaintext().build();
  }

  private ClientBuilder builder(List<String> schedulers, RetryPolicy policy) {
    String[] others = schedulers.stream().skip(1).toArray(String[]::new);
    ClientBuilder builder =
        SparseDClient.builder(schedulers.getFirst(), others)
            .maxInboundBytes(MAX_INBOUND_BYTES)
            .retry(policy);
    timeout.ifPresent(builder::defaultDeadline);
    return builder;
  }
}
