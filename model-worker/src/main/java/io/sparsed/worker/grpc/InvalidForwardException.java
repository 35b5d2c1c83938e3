package io.sparsed.worker.grpc;

import java.util.List;

/** Thrown if no forward can be made of a request; it tells every field that is wrong. */
final class InvalidForwardException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // a List.copyOf is serializable, and nobody serializes this
  private final List<Violation> violations;

  InvalidForwardException(List<Violation> violations) {
    super(violations.getFirst().field() + ": " + violations.getFirst().sentence());
    this.violations = List.copyOf(violations);
  }

  List<Violation> violations() {
    return violations;
  }

  /**
   * A field that is wrong.
   *
   * @param field path in the request, such as {@code proposal.prediction_row}
   * @param sentence sentence that says what to do
   */
  record Violation(String field, String sentence) {}
}
