package io.sparsed.client;

import java.io.Serializable;
import java.util.List;

/** Thrown when a request cannot be served as it is; {@link #violations()} tells what to change. */
public final class InvalidRequestException extends SparseDException {
  private final List<Violation> violations;

  /** A Violation is a field of the request that must be changed. */
  public static final class Violation implements Serializable {
    private final String field;
    private final String description;

    Violation(String field, String description) {
      this.field = field;
      this.description = description;
    }

    /** {@return the path in the wire contract, {@code diffusion.gen_length} for example} */
    public String field() {
      return field;
    }

    /** {@return a sentence that tells what to do} */
    public String description() {
      return description;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Violation that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
      return toString().hashCode();
    }

    @Override
    public String toString() {
      return field + ": " + description;
    }
  }

  InvalidRequestException(Failure failure, List<Violation> violations) {
    super(failure);
    this.violations = List.copyOf(violations);
  }

  /** {@return all fields that must be changed; empty if the server names none} */
  public List<Violation> violations() {
    return violations;
  }
}
