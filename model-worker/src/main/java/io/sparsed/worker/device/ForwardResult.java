package io.sparsed.worker.device;

import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.proposal.Proposals;
import java.time.Duration;
import java.util.Optional;

/**
 * What a forward gave.
 *
 * @param pattern the pattern taken from it, where it was asked for
 * @param attended share of the key blocks that a query block attended to; 1 if dense
 * @param compute time on the device
 */
public record ForwardResult(
    Proposals proposals, Optional<Pattern> pattern, double attended, Duration compute) {}
