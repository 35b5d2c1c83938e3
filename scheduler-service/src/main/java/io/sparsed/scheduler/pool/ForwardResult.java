package io.sparsed.scheduler.pool;

import io.sparsed.scheduler.diffusion.Proposal;
import io.sparsed.scheduler.pattern.PatternShape;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A ForwardResult is what a worker answers to a {@link Forward}.
 *
 * @param proposals one proposal for each position of the forward, in the same order
 * @param pattern shape of the pattern that was taken; empty if none was
 * @param inWorker time inside the worker, waiting for the device included
 * @param attended share of the key blocks that a query block attended to, in (0, 1]; 1 if dense
 */
public record ForwardResult(
    List<Proposal> proposals, Optional<PatternShape> pattern, Duration inWorker, double attended) {

  public ForwardResult {
    proposals = List.copyOf(proposals);
  }
}
