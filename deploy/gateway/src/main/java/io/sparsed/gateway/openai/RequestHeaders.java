package io.sparsed.gateway.openai;

import io.sparsed.gateway.http.HttpRequest;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads what the headers of a request say beside who its caller is. */
final class RequestHeaders {
  private static final Pattern ID = Pattern.compile("[!-~]{1,100}");

  /** Seconds that OpenAI's clients wait for an answer. */
  private static final Pattern SECONDS = Pattern.compile("[1-9][0-9]{0,8}");

  private RequestHeaders() {}

  /** Returns the id that the client gave the request in {@code x-request-id}, or a random one. */
  static String id(HttpRequest request) {
    return request
        .header("x-request-id")
        .filter(id -> ID.matcher(id).matches())
        .orElseGet(() -> "req-" + UUID.randomUUID());
  }

  /** Returns the time that the client waits for its answer, at most {@code most}. */
  static Duration time(HttpRequest request, Duration most) {
    return request
        .header("x-stainless-timeout")
        .filter(value -> SECONDS.matcher(value).matches())
        .map(value -> Duration.ofSeconds(Long.parseLong(value)))
        .filter(time -> time.compareTo(most) < 0)
        .orElse(most);
  }
}
