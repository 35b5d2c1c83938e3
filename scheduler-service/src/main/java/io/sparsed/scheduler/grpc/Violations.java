package io.sparsed.scheduler.grpc;

import io.sparsed.scheduler.generation.InvalidRequestException;
import io.sparsed.scheduler.generation.Violation;
import io.sparsed.scheduler.text.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects the first violations of one request. Not thread-safe. */
final class Violations {

  /** More would not fit into the trailers of a call. */
  private static final int MOST = 20;

  private static final int FIELD_LENGTH = 60;
  private static final int DESCRIPTION_LENGTH = 400;

  private final List<Violation> found = new ArrayList<>();

  /** Adds a violation unless {@code valid}, and returns {@code valid}. */
  boolean check(boolean valid, String field, String description) {
    if (!valid && found.size() < MOST) {
      found.add(
          new Violation(
              Excerpt.of(field, FIELD_LENGTH), Excerpt.of(description, DESCRIPTION_LENGTH)));
    }
    return valid;
  }

  /** Adds a violation if {@code value} is empty, and returns {@code value}. */
  <T> Optional<T> require(Optional<T> value, String field, String description) {
    check(value.isPresent(), field, description);
    return value;
  }

  /** Adds a violation unless {@code value} is 0, or in the range that arithmetic is safe in. */
  void checkTemperature(double value, String field) {
    check(
        value == 0 || (value >= 1e-6 && value <= 100),
        field,
        "Give 0, or a number from 0.000001 to 100.");
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
