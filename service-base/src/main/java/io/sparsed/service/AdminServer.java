package io.sparsed.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.sparsed.tls.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An AdminServer tells operators how a server is: {@code /metrics}, {@code /livez}, {@code /readyz}
 * and {@code /buildinfo}. Each connection has a thread of its own, so that one that sends half a
 * request delays no other.
 */
public final class AdminServer implements AutoCloseable {

  // The limits of the JDK's server, which it reads once: seconds of a request, connections.
  static {
    System.getProperties().putIfAbsent("sun.net.httpserver.maxReqTime", "10");
    System.getProperties().putIfAbsent("sun.net.httpserver.maxRspTime", "30");
    System.getProperties().putIfAbsent("jdk.httpserver.maxConnections", "1000");
  }

  private final MetricsHandler metrics;
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
  private final BooleanSupplier ready;
  private AdminAccess access = AdminAccess.OPEN;
  private Optional<Tls> tls = Optional.empty();
  private @Nullable HttpServer server;

  /** Creates a server that does not listen; {@code ready} tells if requests can be served now. */
  public AdminServer(PrometheusMeterRegistry registry, BooleanSupplier ready) {
    this.metrics = new MetricsHandler(registry.getPrometheusRegistry());
    this.ready = ready;
  }

  /**
   * Begins to answer; may be called once.
   *
   * @param host address to listen on
   * @param port port in 0..65535; 0 takes a free one
   * @param guard TLS and token of the port
   * @throws IOException if the port cannot be listened on
   * @throws IllegalArgumentException if a file of its TLS does not hold what it should
   */
  public void serve(String host, int port, AdminAccess guard) throws IOException {
    access = guard;
    tls = guard.certificates().map(Tls::follow);
    InetSocketAddress address = new InetSocketAddress(host, port);
    HttpServer created = bound(address, tls);
    created.setExecutor(requests);
    created.createContext("/", this::answer);
    created.start();
    server = created;
  }

  /** Returns the port that is listened on; empty if none is. */
  public OptionalInt port() {
    return server == null ? OptionalInt.empty() : OptionalInt.of(server.getAddress().getPort());
  }

  private static HttpServer bound(InetSocketAddress address, Optional<Tls> tls) throws IOException {
    try {
      return tls.isPresent() ? https(address, tls.get()) : HttpServer.create(address, 0);
    } catch (SocketException e) {
      // As gRPC's server says it.
      throw new IOException("Failed to bind to address " + address, e);
    }
  }

  private static HttpServer https(InetSocketAddress address, Tls tls) throws IOException {
    HttpsServer created = HttpsServer.create(address, 0);
    created.setHttpsConfigurator(new HttpsConfigurator(tls.context()));
    return created;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!Set.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        answer(exchange, 405, "only GET and HEAD\n");
        return;
      }
      String path = exchange.getRequestURI().getPath();
      if (Set.of("/metrics", "/buildinfo").contains(path) && !access.admits(exchange)) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        answer(exchange, 401, "send the bearer token of this port\n");
        return;
      }
      switch (path) {
        case "/metrics" -> metrics.handle(exchange);
        case "/livez" -> answer(exchange, 200, "ok\n");
        case "/readyz" -> {
          boolean isReady = ready.getAsBoolean();
          answer(exchange, isReady ? 200 : 503, isReady ? "ok\n" : "not ready\n");
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
    return "version=%s java=%s\n".formatted(Meters.version(), Runtime.version());
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop(0);
    }
    requests.shutdownNow();
    tls.ifPresent(Tls::close);
  }
}
