package io.sparsed.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An AdminServer holds the meters of a server, and tells operators how it is where a port was
 * given: {@code /metrics}, {@code /livez}, {@code /readyz} and {@code /buildinfo}. Each connection
 * has a thread of its own, so that one that sends half a request delays no other.
 */
final class AdminServer implements AutoCloseable {

  // The limits of the JDK's server, which it reads once: seconds of a request, connections.
  static {
    System.getProperties().putIfAbsent("sun.net.httpserver.maxReqTime", "10");
    System.getProperties().putIfAbsent("sun.net.httpserver.maxRspTime", "30");
    System.getProperties().putIfAbsent("jdk.httpserver.maxConnections", "200");
  }

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final MetricsHandler metrics = new MetricsHandler(registry.getPrometheusRegistry());
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
  private final BooleanSupplier ready;
  private @Nullable HttpServer server;

  /** Creates a server; {@code ready} tells if requests can be served now. */
  AdminServer(BooleanSupplier ready) {
    this.ready = ready;
  }

  /** Returns the registry in which the server registers its meters. */
  MeterRegistry registry() {
    return registry;
  }

  /**
   * Begins to answer; may be called once.
   *
   * @param host address to listen on
   * @param port port in 0..65535; 0 takes a free one
   * @throws IOException if the port cannot be listened on
   */
  void serve(String host, int port) throws IOException {
    HttpServer created = HttpServer.create(new InetSocketAddress(host, port), 0);
    created.setExecutor(requests);
    created.createContext("/", this::answer);
    created.start();
    server = created;
  }

  /** Returns the port that is listened on; empty if none is. */
  OptionalInt port() {
    return server == null ? OptionalInt.empty() : OptionalInt.of(server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!Set.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        answer(exchange, 405, "only GET and HEAD\n");
        return;
      }
      switch (exchange.getRequestURI().getPath()) {
        case "/metrics" -> metrics.handle(exchange);
        case "/livez" -> answer(exchange, 200, "ok\n");
        case "/readyz" -> {
          boolean isReady = ready.getAsBoolean();
          answer(exchange, isReady ? 200 : 503, isReady ? "ok\n" : "no model can be served\n");
        }
        case "/buildinfo" -> answer(exchange, 200, buildInfo());
        default -> answer(exchange, 404, "try /metrics, /livez, /readyz or /buildinfo\n");
      }
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    byte[] body = text.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(status, isHead ? -1 : body.length);
    if (!isHead) {
      exchange.getResponseBody().write(body);
    }
  }

  private static String buildInfo() {
    String version =
        Objects.requireNonNullElse(
            AdminServer.class.getPackage().getImplementationVersion(), "unknown");
    return "version=%s java=%s\n".formatted(version, Runtime.version());
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
    }
    requests.shutdownNow();
  }
}
