package io.sparsed.client;

import java.io.Serializable;
import java.util.List;

/** Thrown when a request cannot be served as it is; {@link #violations()} tells what to change. */
public final class InvalidRequestException extends SparseDException {
  private final List<Violation> violations;

  /**
   * A Violation is a field of the request that must be changed.
   *
   * @param field path in the wire contract, {@code diffusion.gen_length} for example
   * @param description sentence that tells what to do
   */
  public record Violation(String field, String description) implements Serializable {}

  InvalidRequestException(Failure failure, List<Violation> violations) {
    super(failure);
    this.violations = List.copyOf(violations);
  }

  /** Returns all fields that must be changed; empty if the server names none. */
  public List<Violation> violations() {
    return violations;
  }
}
