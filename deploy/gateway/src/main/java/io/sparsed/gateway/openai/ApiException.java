package io.sparsed.gateway.openai;

import org.jspecify.annotations.Nullable;

/** Thrown when a request is answered with an error object. */
final class ApiException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient ApiError error;

  ApiException(ApiError error) {
    super(error.message());
    this.error = error;
  }

  /** Returns the exception of a request that is wrong. */
  static ApiException invalid(String message, @Nullable String param, String code) {
    return new ApiException(ApiError.invalid(400, message, param, code));
  }

  ApiError error() {
    return error;
  }
}
