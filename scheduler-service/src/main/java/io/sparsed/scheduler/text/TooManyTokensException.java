package io.sparsed.scheduler.text;

/** Thrown when a text has more tokens than there is room for. */
public final class TooManyTokensException extends RuntimeException {

  private TooManyTokensException(String message) {
    super(message);
  }

  /** Returns the exception for a text that is longer than any text of so many tokens. */
  static TooManyTokensException ofBytes(int most, long mostBytes, long bytes) {
    return new TooManyTokensException(
        "%d tokens hold at most %d bytes, and it has %d".formatted(most, mostBytes, bytes));
  }

  /** Returns the exception for a text whose tokens were counted until they were too many. */
  static TooManyTokensException counted(int most) {
    return new TooManyTokensException("at most %d tokens fit, and it has more".formatted(most));
  }
}
