package io.sparsed.scheduler.pool;

import io.sparsed.scheduler.diffusion.Proposal;
import io.sparsed.scheduler.pattern.PatternShape;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The result of a forward.
 *
 * @param proposals one for each position asked for, in the same order
 * @param pattern shape of the pattern that was taken, if one was
 * @param inWorker time the forward spent inside the worker, waiting for the device included
 * @param attended share of the key blocks that a query block attended to, in (0, 1]; 1 if dense
 */
public record Forwarded(
    List<Proposal> proposals, Optional<PatternShape> pattern, Duration inWorker, double attended) {

  public Forwarded {
    proposals = List.copyOf(proposals);
  }
}
