package io.sparsed.langchain4j;

import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import io.sparsed.client.DeadlineExceededException;
import io.sparsed.client.InvalidRequestException;
import io.sparsed.client.ModelNotFoundException;
import io.sparsed.client.OverloadedException;
import io.sparsed.client.SparseDException;
import io.sparsed.client.UnauthenticatedException;
import java.util.stream.Collectors;

/** Maps the client's exceptions to LangChain4j's, which keep them as their cause. */
final class Failures {
  private Failures() {}

  /** Returns the exception; one that is not the client's comes back as it is. */
  static Throwable map(Throwable failure) {
    return failure instanceof SparseDException known ? map(known) : failure;
  }

  static LangChain4jException map(SparseDException failure) {
    String message = failure.getMessage();
    if (failure instanceof InvalidRequestException invalid) {
      String violations =
          invalid.violations().stream().map(Object::toString).collect(Collectors.joining("; "));
      return new dev.langchain4j.exception.InvalidRequestException(
          violations.isEmpty() ? message : violations, failure);
    }
    if (failure instanceof ModelNotFoundException) {
      return new dev.langchain4j.exception.ModelNotFoundException(message, failure);
    }
    if (failure instanceof OverloadedException) {
      return new RateLimitException(message, failure);
    }
    if (failure instanceof DeadlineExceededException) {
      return new TimeoutException(message, failure);
    }
    if (failure instanceof UnauthenticatedException) {
      return new AuthenticationException(message, failure);
    }
    return failure.retryable()
        ? new InternalServerException(message, failure)
        : new LangChain4jException(message, failure);
  }
}
