package io.sparsed.client;

import java.util.List;

/** The request cannot be served as it is; {@link #violations()} says all that must be changed. */
public final class InvalidRequestException extends SparseDException {
  private final transient List<Violation> violations;

  /**
   * One thing that must be changed.
   *
   * @param field path in the wire contract, {@code diffusion.gen_length} for example
   * @param description a sentence that says what to do
   */
  public record Violation(String field, String description) {}

  InvalidRequestException(Failure failure, List<Violation> violations) {
    super(failure);
    this.violations = List.copyOf(violations);
  }

  /** All that must be changed; empty where the server does not say. */
  public List<Violation> violations() {
    return violations;
  }

  @Override
  public boolean retryable() {
    return false;
  }
}
