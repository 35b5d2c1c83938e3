package io.sparsed.standalone.health;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.sparsed.scheduler.grpc.ConnectionFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A ServerHealth asks a server at an address whether it serves, by {@code grpc.health.v1}.
 *
 * @param host address that is connected to
 * @param credentials of the connection
 * @param name name that the server's certificate holds
 */
public record ServerHealth(String host, ChannelCredentials credentials, String name) {
  /** The answer of a server that serves. */
  public static final String SERVING = "SERVING";

  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;
  private static final long TIMEOUT_SECONDS = 4;

  /**
   * Returns the health of a server that listens on a host. Over TLS it must show the given
   * certificate, and is shown the same one.
   *
   * @param host address that the server listens on, which may be the one for everywhere
   * @param certificateChain PEM file of the server's certificate; empty: plaintext
   * @param privateKey PEM file of its key; empty: the server asks for no certificate
   * @throws IllegalArgumentException if a file does not hold what it should
   */
  public static ServerHealth of(
      String host, Optional<Path> certificateChain, Optional<Path> privateKey) {
    String address = reachable(host);
    if (certificateChain.isEmpty()) {
      return new ServerHealth(address, InsecureChannelCredentials.create(), address);
    }
    Path chain = certificateChain.get();
    try {
      String name = name(chain);
      var tls = TlsChannelCredentials.newBuilder().trustManager(chain.toFile());
      if (privateKey.isPresent()) {
        tls.keyManager(chain.toFile(), privateKey.get().toFile());
      }
      return new ServerHealth(address, tls.build(), name);
    } catch (CertificateException e) {
      throw new IllegalArgumentException(chain + " holds no certificate", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read the files of TLS: " + e.getMessage(), e);
    }
  }

  private static String reachable(String host) {
    try {
      return InetAddress.getByName(host).isAnyLocalAddress() ? "127.0.0.1" : host;
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(host + " is no address", e);
    }
  }

  /** Returns a name of the first certificate of a PEM file, by which callers check it. */
  public static String name(Path chain) throws IOException, CertificateException {
    try (InputStream content = Files.newInputStream(chain)) {
      X509Certificate own =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(content);
      return Objects.requireNonNullElse(own.getSubjectAlternativeNames(), List.<List<?>>of())
          .stream()
          .filter(name -> name.contains(DNS_NAME) || name.contains(IP_ADDRESS))
          .map(name -> String.valueOf(name.getLast()))
          .findFirst()
          .orElse("localhost");
    }
  }

  /**
   * Returns {@link #SERVING} if a server on one of the ports serves, or else what the last one
   * said.
   */
  public String ask(List<Integer> ports) {
    String answer = "";
    for (int port : ports) {
      answer = ask(port);
      if (answer.equals(SERVING)) {
        break;
      }
    }
    return answer;
  }

  private String ask(int port) {
    ManagedChannel channel =
        Grpc.newChannelBuilderForAddress(host, port, credentials).overrideAuthority(name).build();
    try {
      return HealthGrpc.newBlockingStub(channel)
          .withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS)
          .check(HealthCheckRequest.getDefaultInstance())
          .getStatus()
          .name();
    } catch (StatusRuntimeException e) {
      return "no answer from %s:%d: %s"
          .formatted(host, port, ConnectionFailure.describe(e.getStatus(), "--tls-cert"));
    } finally {
      channel.shutdownNow();
    }
  }
}
