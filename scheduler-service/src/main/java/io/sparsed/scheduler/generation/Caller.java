package io.sparsed.scheduler.generation;

import java.util.OptionalLong;

/**
 * A Caller describes the call that waits for an answer. Times are those of the generator's clock.
 *
 * @param client name of the client, which shares the scheduler with other clients
 * @param arrivedNanos time at which the request arrived
 * @param deadlineNanos time at which the call ends unanswered; empty if it has no deadline
 */
public record Caller(String client, long arrivedNanos, OptionalLong deadlineNanos) {}
