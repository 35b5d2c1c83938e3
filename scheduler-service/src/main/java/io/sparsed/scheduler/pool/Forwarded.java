package io.sparsed.scheduler.pool;

import io.sparsed.scheduler.diffusion.Proposal;
import io.sparsed.scheduler.pattern.PatternShape;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a forward gave.
 *
 * @param proposals one for each position asked for, in the same order
 * @param pattern shape of the pattern that was taken, if one was
 * @param inWorker time the forward spent inside the worker, waiting for the device included
 */
public record Forwarded(
    List<Proposal> proposals, Optional<PatternShape> pattern, Duration inWorker) {

  /** Copies the proposals. */
  public Forwarded {
    proposals = List.copyOf(proposals);
  }
}
