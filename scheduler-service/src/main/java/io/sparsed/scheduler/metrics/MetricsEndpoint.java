package io.sparsed.scheduler.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Serves {@code GET /metrics} in Prometheus's text format. Thread-safe. */
public final class MetricsEndpoint implements AutoCloseable {

  private static final int OK = 200;

  private final PrometheusMeterRegistry registry;
  private final HttpServer server;

  /**
   * Listens.
   *
   * @throws UncheckedIOException if the address cannot be bound
   */
  public MetricsEndpoint(InetSocketAddress address, PrometheusMeterRegistry registry) {
    this.registry = registry;
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/metrics", this::answer);
    server.start();
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] text = registry.scrape().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("content-type", "text/plain; version=0.0.4; charset=utf-8");
    exchange.sendResponseHeaders(OK, text.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(text);
    }
  }
}
