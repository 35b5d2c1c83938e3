package io.sparsed.scheduler.grpc;

import io.sparsed.scheduler.generation.InvalidRequestException;
import io.sparsed.scheduler.generation.Violation;
import java.util.ArrayList;
import java.util.List;

/** Collects all that is wrong with one request. Not thread-safe. */
final class Violations {

  private final List<Violation> found = new ArrayList<>();

  /** Notes a violation unless {@code valid}; returns {@code valid}. */
  boolean check(boolean valid, String field, String description) {
    if (!valid) {
      found.add(new Violation(field, description));
    }
    return valid;
  }

  /** Notes a violation unless {@code value} is a finite number, 0 or more. */
  boolean checkNotNegative(double value, String field) {
    return check(
        Double.isFinite(value) && value >= 0, field, "Give a finite number that is 0 or more.");
  }

  /** Takes over what {@code other} found. */
  void addAll(Violations other) {
    found.addAll(other.found);
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** Throws everything that was found, if anything was. */
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidRequestException(found);
    }
  }
}
