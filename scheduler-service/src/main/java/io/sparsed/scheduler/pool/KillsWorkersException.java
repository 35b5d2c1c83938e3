package io.sparsed.scheduler.pool;

import java.util.Collection;

/** Thrown when two workers were lost while they ran the same step, which is not tried again. */
public final class KillsWorkersException extends RuntimeException {

  KillsWorkersException(Collection<String> addresses) {
    super("the same step was lost with the workers " + String.join(" and ", addresses));
  }
}
