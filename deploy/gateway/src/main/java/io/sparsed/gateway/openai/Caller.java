package io.sparsed.gateway.openai;

import io.sparsed.client.SparseDClient;
import io.sparsed.gateway.http.HttpRequest;
import java.util.Optional;

/** A Caller is who sent an HTTP request, as the scheduler is to know it. */
final class Caller {
  private static final String BEARER = "bearer ";

  private Caller() {}

  /**
   * Returns a client that calls in the name of the request's sender: with its bearer token and its
   * {@code x-api-key}. One that sends neither is told apart by its address.
   *
   * @throws ApiException if a header cannot be passed on
   */
  static SparseDClient client(SparseDClient client, HttpRequest request) throws ApiException {
    Optional<String> token =
        request
            .header("authorization")
            .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
            .map(value -> value.substring(BEARER.length()).strip());
    Optional<String> key = request.header("x-api-key");
    if (token.or(() -> key).isEmpty()) {
      return client.forCaller(Optional.empty(), Optional.of(request.address()));
    }
    if (!isPrintable(token.orElse("")) || !isPrintable(key.orElse(""))) {
      throw new ApiException(
          ApiError.invalid(401, "tokens and keys are printable ASCII", null, "invalid_api_key"));
    }
    return client.forCaller(token, key);
  }

  private static boolean isPrintable(String value) {
    return value.chars().allMatch(c -> c >= ' ' && c <= '~');
  }
}
