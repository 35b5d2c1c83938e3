package io.sparsed.gateway.openai;

import io.sparsed.client.SparseDClient;
import io.sparsed.gateway.http.ClientGoneException;
import io.sparsed.gateway.http.Exchange;
import io.sparsed.gateway.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;

/** A TextHandler answers the requests that ask for text. Thread-safe. */
final class TextHandler {
  private final SparseDClient client;
  private final Duration mostTime;
  private final ModelFacts models = new ModelFacts();

  TextHandler(SparseDClient client, Duration mostTime) {
    this.client = client;
    this.mostTime = mostTime;
  }

  /**
   * Answers a request, as a whole or as a stream of events.
   *
   * @throws io.sparsed.client.SparseDException if a generation fails
   */
  void answer(Exchange exchange, Api api, String requestId)
      throws ApiException, ClientGoneException {
    HttpRequest request = exchange.request();
    requireJson(request);
    TextCall call =
        new CallReader(api, request.body(), requestId, RequestHeaders.time(request, mostTime))
            .read();
    Responses responses = new Responses(call, newId(api), Instant.now().getEpochSecond());
    SparseDClient caller = Caller.client(client, request);
    if (call.stream()) {
      Streamed streamed = new Streamed(exchange, responses);
      exchange.startEvents();
      List<Choice> choices = start(exchange, call, caller, streamed::listener);
      streamed.end(Choices.run(choices, streamed::end));
    } else {
      List<Choice> choices = start(exchange, call, caller, _ -> Silent.INSTANCE);
      boolean _ =
          OpenAiHandler.reply(exchange, 200, responses.whole(Choices.run(choices, (_, _) -> {})));
    }
  }

  private List<Choice> start(
      Exchange exchange,
      TextCall call,
      SparseDClient caller,
      IntFunction<ChoiceListener> listeners) {
    StopTexts stops = new StopTexts(call.stop());
    List<Choice> choices = new ArrayList<>();
    for (int i = 0; i < call.requests().size(); i++) {
      choices.add(new Choice(caller, models, call.requests().get(i), stops, listeners.apply(i)));
    }
    exchange.onAbort(() -> choices.forEach(Choice::cancel));
    return choices;
  }

  private static void requireJson(HttpRequest request) throws ApiException {
    String type = request.header("content-type").orElse("");
    if (!type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      // A page of another origin cannot send this type without asking first.
      throw new ApiException(
          ApiError.invalid(
              415, "send Content-Type: application/json", null, "unsupported_media_type"));
    }
  }

  private static String newId(Api api) {
    byte[] bytes = new byte[12];
    ThreadLocalRandom.current().nextBytes(bytes);
    return api.idPrefix() + HexFormat.of().formatHex(bytes);
  }
}
