package io.sparsed.scheduler.generation;

import java.util.List;

/** A request asks for a model that no worker serves. */
public final class ModelNotFoundException extends RuntimeException {

  private final String model;
  private final List<String> known;

  ModelNotFoundException(String model, List<String> known) {
    super("there is no model " + model + "; there are: " + String.join(", ", known));
    this.model = model;
    this.known = List.copyOf(known);
  }

  /** The id that was asked for. */
  public String model() {
    return model;
  }

  /** The ids that can be asked for. */
  public List<String> known() {
    return known;
  }
}
