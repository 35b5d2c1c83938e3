package io.sparsed.scheduler.generation;

import java.util.OptionalLong;

/**
 * Who waits for an answer.
 *
 * @param client shares the scheduler with the other clients
 * @param arrivedNanos when the request arrived, by the generator's clock
 * @param deadlineNanos when nobody waits any more, by that clock
 */
public record Caller(String client, long arrivedNanos, OptionalLong deadlineNanos) {}
