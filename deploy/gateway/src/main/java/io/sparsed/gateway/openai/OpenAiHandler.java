package io.sparsed.gateway.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparsed.client.ModelInfo;
import io.sparsed.client.SparseDClient;
import io.sparsed.client.SparseDException;
import io.sparsed.gateway.http.ClientGoneException;
import io.sparsed.gateway.http.Exchange;
import io.sparsed.gateway.http.HttpHandler;
import io.sparsed.gateway.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An OpenAiHandler answers the paths below {@code /v1/}. Thread-safe. */
public final class OpenAiHandler implements HttpHandler {
  private static final Logger log = LoggerFactory.getLogger(OpenAiHandler.class);
  private static final String MODELS = "/v1/models";

  /** Body of the answer to a request that is too large. */
  public static final String TOO_LARGE =
      Json.write(
          ApiError.invalid(413, "the request is too large", null, "request_too_large").toJson());

  private final SparseDClient client;
  private final TextHandler texts;

  /**
   * Creates a handler.
   *
   * @param client client of the schedulers; its own token is not used
   * @param mostTime time that an answer may take
   */
  public OpenAiHandler(SparseDClient client, Duration mostTime) {
    this.client = client;
    this.texts = new TextHandler(client, mostTime);
  }

  @Override
  public void handle(Exchange exchange) throws ClientGoneException {
    String requestId = RequestHeaders.id(exchange.request());
    exchange.addHeaders(Map.of("x-request-id", requestId));
    try {
      route(exchange, requestId);
    } catch (ApiException e) {
      fail(exchange, e.error());
    } catch (SparseDException e) {
      fail(exchange, ApiError.of(e));
    } catch (RuntimeException e) {
      log.error("request {} failed", requestId, e);
      fail(exchange, ApiError.internal(requestId));
    }
  }

  private void route(Exchange exchange, String requestId) throws ApiException, ClientGoneException {
    HttpRequest request = exchange.request();
    String path = request.path();
    switch (path) {
      case "/v1/chat/completions" -> {
        require(exchange, "POST");
        texts.answer(exchange, Api.CHAT, requestId);
      }
      case "/v1/completions" -> {
        require(exchange, "POST");
        texts.answer(exchange, Api.TEXT, requestId);
      }
      case MODELS -> {
        require(exchange, "GET");
        reply(exchange, 200, ModelList.toJson(Caller.client(client, request).models()));
      }
      default -> {
        if (!path.startsWith(MODELS + "/")) {
          throw new ApiException(
              ApiError.invalid(
                  404, "there is nothing at " + path + "; see docs/http.md", null, "unknown_url"));
        }
        require(exchange, "GET");
        String id = path.substring(MODELS.length() + 1);
        reply(exchange, 200, ModelList.toJson(model(Caller.client(client, request), id)));
      }
    }
  }

  private static ModelInfo model(SparseDClient caller, String id) throws ApiException {
    return caller.models().stream()
        .filter(model -> model.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new ApiException(
                    ApiError.invalid(
                        404, "no model of this name is served", "model", "model_not_found")));
  }

  private static void require(Exchange exchange, String method) throws ApiException {
    if (!exchange.request().method().equals(method)) {
      exchange.addHeaders(Map.of("allow", method));
      throw new ApiException(
          ApiError.invalid(405, "this path is for " + method, null, "method_not_allowed"));
    }
  }

  /** Answers with an error, as an event where the status line of a stream has gone out. */
  private static void fail(Exchange exchange, ApiError error) throws ClientGoneException {
    error
        .retryAfter()
        .ifPresent(
            delay ->
                exchange.addHeaders(
                    Map.of("retry-after", Long.toString(delay.plusMillis(999).toSeconds()))));
    if (!reply(exchange, error.status(), error.toJson())) {
      exchange.event("data: " + Json.write(error.toJson()));
      exchange.endEvents();
    }
  }

  static boolean reply(Exchange exchange, int status, ObjectNode json) {
    return exchange.reply(status, "application/json", Json.write(json).getBytes(UTF_8));
  }
}
