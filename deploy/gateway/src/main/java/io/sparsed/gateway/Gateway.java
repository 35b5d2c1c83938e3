package io.sparsed.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sparsed.client.SparseDClient;
import io.sparsed.client.SparseDException;
import io.sparsed.client.UnauthenticatedException;
import io.sparsed.gateway.http.ClientGoneException;
import io.sparsed.gateway.http.Exchange;
import io.sparsed.gateway.http.HttpServer;
import io.sparsed.gateway.openai.OpenAiHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;

/**
 * A Gateway serves OpenAI's API and the page that shows denoising over HTTP, before schedulers that
 * a client knows. Thread-safe.
 */
public final class Gateway implements AutoCloseable {
  private final SparseDClient client;
  private final OpenAiHandler api;
  private final Page page = Page.load();
  private final HttpServer server;

  private Gateway(GatewayConfig config, SparseDClient client) throws IOException {
    this.client = client;
    this.api = new OpenAiHandler(client, config.mostTime());
    this.server =
        new HttpServer(
            new InetSocketAddress(config.host(), config.port()),
            config.tls(),
            config.limits(),
            OpenAiHandler.TOO_LARGE,
            this::answer);
  }

  /**
   * Binds the port and begins to answer.
   *
   * @param client client of the schedulers, which the caller closes after the gateway
   * @throws IOException if the port cannot be listened on
   */
  public static Gateway start(GatewayConfig config, SparseDClient client) throws IOException {
    return new Gateway(config, client);
  }

  /** Returns the port that is listened on. */
  public int port() {
    return server.port();
  }

  /** Returns the number of open connections. */
  public int connections() {
    return server.connections();
  }

  private void answer(Exchange exchange) throws ClientGoneException {
    String path = exchange.request().path();
    if (path.startsWith("/v1/")) {
      api.handle(exchange);
    } else if (!Set.of("GET", "HEAD").contains(exchange.request().method())) {
      exchange.addHeaders(Map.of("allow", "GET, HEAD"));
      reply(exchange, 405, "only GET and HEAD\n");
    } else {
      switch (path) {
        case "/livez" -> reply(exchange, 200, "ok\n");
        case "/readyz" -> {
          boolean isReady = isReady();
          reply(exchange, isReady ? 200 : 503, isReady ? "ok\n" : "no model can be served\n");
        }
        default -> {
          if (!page.reply(exchange)) {
            reply(exchange, 404, "try /, /v1/models, /livez or /readyz\n");
          }
        }
      }
    }
  }

  private boolean isReady() {
    try {
      return !client.models().isEmpty();
    } catch (UnauthenticatedException e) {
      // The scheduler answers; its callers bring tokens of their own.
      return true;
    } catch (SparseDException e) {
      return false;
    }
  }

  private static void reply(Exchange exchange, int status, String text) {
    boolean _ = exchange.reply(status, "text/plain; charset=utf-8", text.getBytes(UTF_8));
  }

  /** Closes every connection, which cancels the generations that are answered there. */
  @Override
  public void close() {
    server.close();
  }
}
