package io.sparsed.scheduler.diffusion;

import java.util.Optional;

/**
 * An Acceleration holds the options by which an answer takes fewer or cheaper forwards than the
 * published schedule.
 *
 * @param reuse reuse of keys and values between steps
 * @param parallel rule by which a step commits several tokens; empty follows the schedule
 */
public record Acceleration(KeyValueReuse reuse, Optional<ParallelRule> parallel) {

  /** The published schedule. */
  public static final Acceleration NONE = new Acceleration(KeyValueReuse.NONE, Optional.empty());
}
