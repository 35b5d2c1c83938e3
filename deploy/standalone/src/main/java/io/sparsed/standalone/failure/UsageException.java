package io.sparsed.standalone.failure;

import java.util.function.Supplier;

/** Thrown when a command is wrong. The message tells what to write instead. */
public final class UsageException extends RuntimeException {
  /**
   * Makes an exception.
   *
   * @param message tells what to write instead
   */
  public UsageException(String message) {
    super(message);
  }

  /** Builds a value from flags, and turns an IllegalArgumentException into a UsageException. */
  public static <T> T ifRefused(Supplier<T> build) {
    try {
      return build.get();
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}
