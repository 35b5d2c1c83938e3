package io.sparsed.client;

/** Thrown when the server has no model of the requested id; see {@link SparseDClient#models()}. */
public final class ModelNotFoundException extends SparseDException {
  ModelNotFoundException(Failure failure) {
    super(failure);
  }
}
