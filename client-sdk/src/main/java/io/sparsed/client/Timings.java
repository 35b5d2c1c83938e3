package io.sparsed.client;

import java.time.Duration;

/**
 * Where the time of a generation went; of a resumed one on the scheduler that finished it.
 *
 * @param total from the arrival of the request to the last event
 * @param queued waiting for admission
 * @param dense inside workers, all dense steps without pattern selection
 * @param select inside a worker, the step that took the pattern
 * @param sparse inside workers, all sparse steps
 */
public record Timings(
    Duration total, Duration queued, Duration dense, Duration select, Duration sparse) {}
