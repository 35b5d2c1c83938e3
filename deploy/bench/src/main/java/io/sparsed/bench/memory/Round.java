package io.sparsed.bench.memory;

/**
 * A Round is what both servers hold after so many requests.
 *
 * @param minutes time since the first request
 */
record Round(
    int requests, double minutes, double tokensPerSecond, Footprint worker, Footprint scheduler) {}
