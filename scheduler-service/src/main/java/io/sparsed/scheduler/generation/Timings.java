package io.sparsed.scheduler.generation;

import java.time.Duration;

/**
 * A Timings tells where the time of a generation went.
 *
 * @param total time from the arrival of the request to its last event
 * @param queued time in the queue of admission
 * @param dense time inside workers of dense steps that took no pattern
 * @param select time inside a worker of the step that took the pattern
 * @param sparse time inside workers of sparse steps
 */
public record Timings(
    Duration total, Duration queued, Duration dense, Duration select, Duration sparse) {}
