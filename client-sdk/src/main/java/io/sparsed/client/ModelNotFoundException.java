package io.sparsed.client;

/** The server has no model of that name; {@link SparseDClient#models()} lists what it has. */
public final class ModelNotFoundException extends SparseDException {
  ModelNotFoundException(Failure failure) {
    super(failure);
  }

  @Override
  public boolean retryable() {
    return false;
  }
}
