package io.sparsed.worker.device;

import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.proposal.Proposals;
import java.time.Duration;
import java.util.Optional;

/**
 * A ForwardResult is what a forward gives: proposals and, if one was to be taken, a pattern.
 *
 * @param proposals proposed tokens
 * @param pattern pattern that was taken from the forward, if one was to be
 * @param attended share of the key blocks that a query block attended to, in (0, 1]: the mean of
 *     all layers, heads and query blocks
 * @param queued time that the forward waited for the device
 * @param compute time that its pass took
 */
public record ForwardResult(
    Proposals proposals,
    Optional<Pattern> pattern,
    double attended,
    Duration queued,
    Duration compute) {}
