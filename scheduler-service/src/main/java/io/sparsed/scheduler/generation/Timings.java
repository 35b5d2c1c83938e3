package io.sparsed.scheduler.generation;

import java.time.Duration;

/**
 * Where the time of a generation went.
 *
 * @param total from the arrival of the request to its last event
 * @param queued waiting for admission
 * @param dense inside workers, dense steps without selection
 * @param select inside a worker, the step that took the pattern
 * @param sparse inside workers, sparse steps
 */
public record Timings(
    Duration total, Duration queued, Duration dense, Duration select, Duration sparse) {}
