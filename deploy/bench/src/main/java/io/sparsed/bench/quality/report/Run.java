package io.sparsed.bench.quality.report;

import io.sparsed.bench.quality.result.Settings;

/**
 * What was run, and where.
 *
 * @param command as it was typed, without the name of the program
 * @param model id of the model
 * @param machine device, cores and Java, in a line; several where the run continued elsewhere
 * @param samples of each kind and length
 */
public record Run(String command, String model, String machine, int samples, Settings settings) {}
