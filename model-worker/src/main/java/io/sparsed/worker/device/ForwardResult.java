package io.sparsed.worker.device;

import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.proposal.Proposals;
import java.time.Duration;
import java.util.Optional;

/**
 * What a forward gave.
 *
 * @param pattern the pattern taken from it, where it was asked for
 * @param compute time on the device
 */
public record ForwardResult(Proposals proposals, Optional<Pattern> pattern, Duration compute) {}
