package io.sparsed.scheduler.generation;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown when a request has invalid fields. */
public final class InvalidRequestException extends RuntimeException {

  private final List<Violation> violations;

  /** Creates the exception for all violations of the request, at least one. */
  public InvalidRequestException(List<Violation> violations) {
    super(
        violations.stream()
            .map(violation -> violation.field() + ": " + violation.description())
            .collect(Collectors.joining(" ", "invalid request: ", "")));
    this.violations = List.copyOf(violations);
  }

  /** Returns all violations of the request. */
  public List<Violation> violations() {
    return violations;
  }
}
