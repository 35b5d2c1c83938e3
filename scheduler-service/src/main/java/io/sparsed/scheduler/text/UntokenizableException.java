package io.sparsed.scheduler.text;

/** Thrown when a tokenizer cannot turn a text into tokens, or tokens into text. */
public final class UntokenizableException extends RuntimeException {

  UntokenizableException(RuntimeException cause) {
    super(Excerpt.of(String.valueOf(cause.getMessage()), 200), cause);
  }
}
