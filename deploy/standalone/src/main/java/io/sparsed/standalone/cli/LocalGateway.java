package io.sparsed.standalone.cli;

import io.sparsed.client.SparseDClient;
import io.sparsed.gateway.Gateway;
import io.sparsed.gateway.GatewayConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** A LocalGateway is an HTTP gateway before a scheduler of this process. Thread-safe. */
final class LocalGateway implements AutoCloseable {
  private final SparseDClient client;
  private final Gateway gateway;

  private LocalGateway(SparseDClient client, Gateway gateway) {
    this.client = client;
    this.gateway = gateway;
  }

  /**
   * Starts a gateway on the scheduler's address.
   *
   * @throws IOException if the port cannot be listened on
   */
  static LocalGateway start(GatewayConfig config, int schedulerPort) throws IOException {
    SparseDClient client =
        SparseDClient.builder(reachable(config.host()) + ":" + schedulerPort).plaintext().build();
    try {
      return new LocalGateway(client, Gateway.start(config, client));
    } catch (IOException e) {
      client.close();
      throw e;
    }
  }

  /** Returns the address of the page. */
  static String url(String host, int port) throws UnknownHostException {
    return "http://%s:%d/".formatted(reachable(host), port);
  }

  /** Returns the address of the page. */
  String url(String host) throws UnknownHostException {
    return url(host, gateway.port());
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
  }
}
