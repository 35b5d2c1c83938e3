package io.sparsed.scheduler.generation;

import java.util.List;
import java.util.stream.Collectors;

/** A request that cannot be run as it is. */
public final class InvalidRequestException extends RuntimeException {

  private final List<Violation> violations;

  /** Everything that is wrong with it, at least one thing. */
  public InvalidRequestException(List<Violation> violations) {
    super(
        violations.stream()
            .map(violation -> violation.field() + ": " + violation.description())
            .collect(Collectors.joining(" ", "invalid request: ", "")));
    this.violations = List.copyOf(violations);
  }

  /** Everything that is wrong with it. */
  public List<Violation> violations() {
    return violations;
  }
}
