package io.sparsed.service;

import io.sparsed.tls.TlsFiles;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** The flags that every server has: its address, its TLS and its port for operators. */
public final class ServerOptions {

  @Option(
      names = "--host",
      descriptionKey = "SPARSED_HOST",
      paramLabel = "ADDRESS",
      description = "Address to listen on. Default: 127.0.0.1; 0.0.0.0 is everywhere.")
  private String host = "127.0.0.1";

  @Option(
      names = "--tls-cert",
      descriptionKey = "SPARSED_TLS_CERT",
      paramLabel = "FILE",
      description = "Serve over TLS with this certificate chain, PEM. Default: plaintext.")
  private Optional<Path> certificateChain = Optional.empty();

  @Option(
      names = "--tls-key",
      descriptionKey = "SPARSED_TLS_KEY",
      paramLabel = "FILE",
      description = "Its private key, PEM, PKCS #8.")
  private Optional<Path> privateKey = Optional.empty();

  @Option(
      names = "--tls-client-ca",
      descriptionKey = "SPARSED_TLS_CLIENT_CA",
      paramLabel = "FILE",
      description = "Serve only callers whose certificate one of these signed, PEM. Default: all.")
  private Optional<Path> clientCa = Optional.empty();

  @Option(
      names = "--reflection",
      descriptionKey = "SPARSED_REFLECTION",
      arity = "1",
      paramLabel = "true|false",
      description = "Tell callers the services and their messages, as grpcurl asks. Default: true.")
  private boolean reflection = true;

  @Option(
      names = "--metrics-port",
      descriptionKey = "SPARSED_METRICS_PORT",
      paramLabel = "PORT",
      description =
          "Serve /metrics for Prometheus, /livez, /readyz and /buildinfo there. Default: not at"
              + " all.")
  private Optional<Integer> metricsPort = Optional.empty();

  @Option(
      names = "--metrics-tls",
      descriptionKey = "SPARSED_METRICS_TLS",
      description = "Serve the metrics port over TLS too, with --tls-cert and --tls-key.")
  private boolean metricsTls;

  @Option(
      names = "--metrics-token-file",
      descriptionKey = "SPARSED_METRICS_TOKEN_FILE",
      paramLabel = "FILE",
      description = "Ask for the bearer token in this file at /metrics and /buildinfo.")
  private Optional<Path> metricsTokenFile = Optional.empty();

  /** Returns the address to listen on. */
  public String host() {
    return host;
  }

  /**
   * Returns certificates, key and authorities of the server; empty for plaintext.
   *
   * @throws IllegalArgumentException if the certificate or its key is missing
   */
  public Optional<TlsFiles> tls() {
    return TlsFiles.server(certificateChain, privateKey, clientCa);
  }

  /** Returns whether callers may ask for the services and their messages. */
  public boolean reflection() {
    return reflection;
  }

  /** Returns the port for operators; empty for none. */
  public OptionalInt metricsPort() {
    return metricsPort.stream().mapToInt(Integer::intValue).findFirst();
  }

  /**
   * Returns TLS and token of the port for operators.
   *
   * @throws IllegalArgumentException if it lacks a certificate, or its token cannot be read
   */
  public AdminAccess admin() {
    if (metricsTls && tls().isEmpty()) {
      throw new IllegalArgumentException("--metrics-tls needs --tls-cert and --tls-key");
    }
    return new AdminAccess(tls().filter(_ -> metricsTls), metricsTokenFile);
  }
}
