package io.sparsed.scheduler.grpc;

import io.sparsed.scheduler.generation.InvalidRequestException;
import io.sparsed.scheduler.generation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects the violations of one request. Not thread-safe. */
final class Violations {

  private final List<Violation> found = new ArrayList<>();

  /** Adds a violation unless {@code valid}, and returns {@code valid}. */
  boolean check(boolean valid, String field, String description) {
    if (!valid) {
      found.add(new Violation(field, description));
    }
    return valid;
  }

  /** Adds a violation if {@code value} is empty, and returns {@code value}. */
  <T> Optional<T> require(Optional<T> value, String field, String description) {
    check(value.isPresent(), field, description);
    return value;
  }

  /** Adds a violation unless {@code value} is a finite number, 0 or more. */
  void checkNotNegative(double value, String field) {
    check(Double.isFinite(value) && value >= 0, field, "Give a finite number that is 0 or more.");
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** Throws an {@link InvalidRequestException} with all violations, if there are any. */
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidRequestException(found);
    }
  }
}
