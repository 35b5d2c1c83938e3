package io.sparsed.gateway.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparsed.client.CancelledException;
import io.sparsed.client.DeadlineExceededException;
import io.sparsed.client.InternalException;
import io.sparsed.client.InvalidRequestException;
import io.sparsed.client.InvalidRequestException.Violation;
import io.sparsed.client.ModelNotFoundException;
import io.sparsed.client.OverloadedException;
import io.sparsed.client.SparseDException;
import io.sparsed.client.UnauthenticatedException;
import io.sparsed.client.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An ApiError is an error as OpenAI's API tells it.
 *
 * @param status HTTP status
 * @param type kind of the error
 * @param message sentence that says what to do
 * @param param field of the request that is wrong; null: none
 * @param code machine-readable reason, a scheduler's in lower case
 * @param retryAfter time to wait before trying again; empty: not known
 */
record ApiError(
    int status,
    String type,
    String message,
    @Nullable String param,
    String code,
    Optional<Duration> retryAfter) {

  private static final String INVALID = "invalid_request_error";
  private static final String SERVER = "server_error";

  static ApiError invalid(int status, String message, @Nullable String param, String code) {
    return new ApiError(status, INVALID, message, param, code, Optional.empty());
  }

  /** Returns the error of a request that the gateway failed. */
  static ApiError internal(String requestId) {
    return new ApiError(
        500,
        SERVER,
        "the gateway failed; its log says more of " + requestId,
        null,
        "internal",
        Optional.empty());
  }

  /** Returns the error of a call that failed: the one place where gRPC becomes HTTP. */
  static ApiError of(SparseDException problem) {
    return switch (problem) {
      case InvalidRequestException e ->
          of(e, e.status().equals("RESOURCE_EXHAUSTED") ? 413 : 400, INVALID);
      case ModelNotFoundException e -> of(e, 404, INVALID);
      case UnauthenticatedException e ->
          of(e, e.status().equals("PERMISSION_DENIED") ? 403 : 401, "authentication_error");
      case OverloadedException e -> of(e, 429, "rate_limit_error");
      case UnavailableException e -> of(e, 503, SERVER);
      case DeadlineExceededException e -> of(e, 504, "timeout_error");
      case CancelledException e -> of(e, 499, SERVER);
      case InternalException e -> of(e, e.status().equals("UNIMPLEMENTED") ? 501 : 500, SERVER);
    };
  }

  private static ApiError of(SparseDException problem, int status, String type) {
    List<Violation> violations =
        problem instanceof InvalidRequestException invalid ? invalid.violations() : List.of();
    String message =
        violations.isEmpty()
            ? String.valueOf(problem.getMessage())
            : violations.stream()
                .map(violation -> param(violation) + ": " + violation.description())
                .collect(Collectors.joining("; "));
    return new ApiError(
        status,
        type,
        message,
        problem instanceof ModelNotFoundException
            ? "model"
            : violations.stream().findFirst().map(ApiError::param).orElse(null),
        problem.reason().toLowerCase(Locale.ROOT),
        problem.retryDelay());
  }

  /** Returns the field of the HTTP request for a field of the wire contract. */
  private static String param(Violation violation) {
    String field = violation.field();
    return switch (field) {
      case "diffusion.gen_length" -> "max_tokens";
      case "text", "tokens", "tokens.token_ids" -> "prompt";
      default ->
          field
              .replaceFirst("^diffusion\\.(parallel\\.)?|^response\\.", "")
              .replaceFirst("^chat\\.(messages|tools)", "$1")
              .replaceFirst("^chat$", "messages");
    };
  }

  /** Returns {@code {"error": {"message", "type", "param", "code"}}}. */
  ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.putObject("error")
        .put("message", message)
        .put("type", type)
        .put("param", param)
        .put("code", code);
    return json;
  }
}
