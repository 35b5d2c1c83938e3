package io.sparsed.standalone.cli;

import io.sparsed.client.ClientBuilder;
import io.sparsed.client.SparseDClient;
import io.sparsed.gateway.Gateway;
import io.sparsed.gateway.GatewayConfig;
import io.sparsed.standalone.health.ServerHealth;
import io.sparsed.tls.Tls;
import io.sparsed.tls.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.Optional;

/** A LocalGateway is an HTTP gateway before a scheduler of this process. Thread-safe. */
final class LocalGateway implements AutoCloseable {
  private final SparseDClient client;
  private final Optional<Tls> tls;
  private final Gateway gateway;

  private LocalGateway(SparseDClient client, Optional<Tls> tls, Gateway gateway) {
    this.client = client;
    this.tls = tls;
    this.gateway = gateway;
  }

  /**
   * Starts a gateway on the scheduler's address, with the scheduler's TLS.
   *
   * @param files certificates of the scheduler, which the gateway also shows to it; empty:
   *     plaintext
   * @throws IOException if the port cannot be listened on
   */
  static LocalGateway start(GatewayConfig config, int schedulerPort, Optional<TlsFiles> files)
      throws IOException {
    ClientBuilder builder = SparseDClient.builder(reachable(config.host()) + ":" + schedulerPort);
    SparseDClient client =
        (files.isPresent() ? trusting(builder, files.get()) : builder.plaintext()).build();
    Optional<Tls> tls = files.map(Tls::follow);
    try {
      Gateway gateway = Gateway.start(config.withTls(tls.map(Tls::engines)), client);
      return new LocalGateway(client, tls, gateway);
    } catch (IOException e) {
      tls.ifPresent(Tls::close);
      client.close();
      throw e;
    }
  }

  private static ClientBuilder trusting(ClientBuilder builder, TlsFiles scheduler)
      throws IOException {
    Path chain = scheduler.certificates().orElseThrow();
    try {
      String name = ServerHealth.name(chain);
      return builder
          .tls(chain)
          .clientCertificate(chain, scheduler.key().orElseThrow())
          .configureChannel(channel -> channel.overrideAuthority(name));
    } catch (CertificateException e) {
      throw new IOException(chain + " holds no certificate", e);
    }
  }

  /** Returns the address of a page in plaintext. */
  static String url(String host, int port) throws UnknownHostException {
    return "http://%s:%d/".formatted(reachable(host), port);
  }

  /** Returns the address of the page. */
  String url(String host) throws UnknownHostException {
    String url = url(host, gateway.port());
    return tls.isPresent() ? url.replaceFirst("http", "https") : url;
  }

  /** Returns an address at which a server that listens on {@code host} is reached from here. */
  private static String reachable(String host) throws UnknownHostException {
    if (InetAddress.getByName(host).isAnyLocalAddress()) {
      return "127.0.0.1";
    }
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /** Cancels what is answered. */
  @Override
  public void close() {
    gateway.close();
    client.close();
    tls.ifPresent(Tls::close);
  }
}
