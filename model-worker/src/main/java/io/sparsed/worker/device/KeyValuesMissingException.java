package io.sparsed.worker.device;

/** Thrown if a forward reuses keys and values that this worker does not hold. */
public final class KeyValuesMissingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes an exception about the keys and values of an id. */
  public KeyValuesMissingException(String id) {
    super("keys and values " + id + " are not on this worker; run their refresh and repeat");
  }
}
