package io.sparsed.scheduler.pool;

import java.util.Collection;

/** Workers died of a step one after the other: no more of them are given it. */
public final class KillsWorkersException extends RuntimeException {

  KillsWorkersException(Collection<String> addresses) {
    super("the same step was lost with the workers " + String.join(" and ", addresses));
  }
}
