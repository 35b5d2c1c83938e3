package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.text.Excerpt;
import java.util.List;
import java.util.stream.Collectors;

/** Thrown when a request names a model that no worker ever served. */
public final class ModelNotFoundException extends RuntimeException {

  /** The most models that are named. */
  private static final int MOST = 10;

  private final String model;
  private final List<String> known;

  ModelNotFoundException(String model, List<String> known) {
    super("there is no model %s; there are: %s".formatted(Excerpt.of(model), shown(known)));
    this.model = Excerpt.of(model);
    this.known = known.stream().limit(MOST).map(Excerpt::of).toList();
  }

  /** Returns the ids of served models as a sentence has them, no more than ten. */
  public static String shown(List<String> ids) {
    String named = ids.stream().limit(MOST).map(Excerpt::of).collect(Collectors.joining(", "));
    return ids.size() > MOST ? named + " and " + (ids.size() - MOST) + " more" : named;
  }

  /** Returns an excerpt of the id that the request named. */
  public String model() {
    return model;
  }

  /** Returns excerpts of the ids of served models, no more than ten. */
  public List<String> known() {
    return known;
  }
}
