package io.sparsed.worker.grpc;

import io.sparsed.worker.grpc.InvalidForwardException.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Collects the violations of a request. */
final class Checks {
  private final List<Violation> violations = new ArrayList<>();

  /** Adds a violation unless the condition holds. */
  void demand(boolean holds, String field, String sentence) {
    if (!holds) {
      violations.add(new Violation(field, sentence));
    }
  }

  /** Returns the value, or adds a violation and returns nothing where making it fails. */
  <T> Optional<T> value(String field, Supplier<T> make) {
    try {
      return Optional.of(make.get());
    } catch (IllegalArgumentException e) {
      violations.add(new Violation(field, String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  /** Throws if there is any violation. */
  void throwIfAny() {
    if (!violations.isEmpty()) {
      throw new InvalidForwardException(violations);
    }
  }
}
