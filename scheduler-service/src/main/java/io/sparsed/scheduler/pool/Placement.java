package io.sparsed.scheduler.pool;

import java.util.Set;

/**
 * Where a call may go.
 *
 * @param model id of the model
 * @param canvasLength tokens that the worker must accept
 * @param preferred workers to take if they can take it: they hold the request's pattern
 */
public record Placement(String model, int canvasLength, Set<Worker> preferred) {

  /** Copies the set. */
  public Placement {
    preferred = Set.copyOf(preferred);
  }
}
