package io.sparsed.client;

import java.time.Duration;

/**
 * Timings hold the durations of a generation's parts. Those of a resumed generation begin when it
 * was resumed.
 *
 * @param total time from the arrival of the request to the last event
 * @param queued time until the request was admitted
 * @param dense time of all dense steps in workers, except the one that took the pattern
 * @param select time of the step that took the pattern
 * @param sparse time of all sparse steps in workers
 */
public record Timings(
    Duration total, Duration queued, Duration dense, Duration select, Duration sparse) {}
