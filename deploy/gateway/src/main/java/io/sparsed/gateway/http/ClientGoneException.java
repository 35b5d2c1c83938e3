package io.sparsed.gateway.http;

/** Thrown when nobody reads an answer any more. */
public final class ClientGoneException extends Exception {
  private static final long serialVersionUID = 1;

  ClientGoneException(String message) {
    super(message);
  }
}
