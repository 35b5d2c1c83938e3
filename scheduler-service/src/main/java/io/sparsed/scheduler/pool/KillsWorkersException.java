package io.sparsed.scheduler.pool;

import java.util.Collection;

/** Thrown when two workers were lost while they ran the same step and nothing else. */
public final class KillsWorkersException extends RuntimeException {

  KillsWorkersException(Collection<String> addresses) {
    super(
        "the same step, which ran there alone, was lost with the workers "
            + String.join(" and ", addresses));
  }
}
