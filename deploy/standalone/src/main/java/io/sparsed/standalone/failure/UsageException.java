package io.sparsed.standalone.failure;

import java.util.function.Supplier;

/** The command was asked for what it cannot do; the message says what to write instead. */
public final class UsageException extends RuntimeException {
  /** Says what to write instead. */
  public UsageException(String message) {
    super(message);
  }

  /** Builds a value of what the user gave; what the value refuses is a wrong command. */
  public static <T> T ifRefused(Supplier<T> build) {
    try {
      return build.get();
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}
