package io.sparsed.worker;

import com.sun.net.httpserver.HttpExchange;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Holds the meters of a server, and serves them to Prometheus where a port was given. Each
 * connection has a thread of its own, so that one that sends half a request delays no other.
 */
final class MetricsServer implements AutoCloseable {
  // The limits of the JDK's server, which it reads once: seconds of a request, connections.
  static {
    System.getProperties().putIfAbsent("sun.net.httpserver.maxReqTime", "10");
    System.getProperties().putIfAbsent("sun.net.httpserver.maxRspTime", "30");
    System.getProperties().putIfAbsent("jdk.httpserver.maxConnections", "200");
  }

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private @Nullable HTTPServer server;

  /** Returns the registry in which the server registers its meters. */
  MeterRegistry registry() {
    return registry;
  }

  /**
   * Serves the meters under {@code /metrics}; may be called once.
   *
   * @param host address to listen on
   * @param port port in 0..65535; 0 takes a free one
   * @throws IOException if the port cannot be listened on
   */
  void serve(String host, int port) throws IOException {
    server =
        HTTPServer.builder()
            .hostname(host)
            .port(port)
            .executorService(Executors.newVirtualThreadPerTaskExecutor())
            .defaultHandler(MetricsServer::refuse)
            .registerHealthHandler(false)
            .registry(registry.getPrometheusRegistry())
            .buildAndStart();
  }

  private static void refuse(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(404, -1);
    exchange.close();
  }

  /** Returns the port that serves the meters; empty if none does. */
  OptionalInt port() {
    return server == null ? OptionalInt.empty() : OptionalInt.of(server.getPort());
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
  }
}
