package io.sparsed.scheduler.generation;

import java.util.List;

/** Thrown when a request names a model that no worker ever served. */
public final class ModelNotFoundException extends RuntimeException {

  private final String model;
  private final List<String> known;

  ModelNotFoundException(String model, List<String> known) {
    super("there is no model " + model + "; there are: " + String.join(", ", known));
    this.model = model;
    this.known = List.copyOf(known);
  }

  /** Returns the id that the request named. */
  public String model() {
    return model;
  }

  /** Returns the ids of the served models. */
  public List<String> known() {
    return known;
  }
}
