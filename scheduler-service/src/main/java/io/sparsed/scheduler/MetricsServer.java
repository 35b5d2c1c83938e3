package io.sparsed.scheduler;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import java.io.IOException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The meters of a server, and the port on which Prometheus reads them if one is served. */
final class MetricsServer implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private @Nullable HTTPServer server;

  /** Where meters are registered. */
  MeterRegistry registry() {
    return registry;
  }

  /**
   * Serves the meters; once.
   *
   * @param port 0 takes a free one
   * @throws IOException if it cannot be listened on
   */
  void serve(String host, int port) throws IOException {
    server =
        HTTPServer.builder()
            .hostname(host)
            .port(port)
            .registry(registry.getPrometheusRegistry())
            .buildAndStart();
  }

  /** The port on which they are served; empty if they are not. */
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
