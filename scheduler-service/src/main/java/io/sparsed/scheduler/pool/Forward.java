package io.sparsed.scheduler.pool;

import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.Confidence;
import io.sparsed.scheduler.diffusion.IntSequence;
import io.sparsed.scheduler.diffusion.Sampling;

/**
 * One forward pass: a pure function, so it may be repeated and may run on any worker.
 *
 * @param model that runs it; a worker that holds another one refuses
 * @param requestId for logs
 * @param tokens the canvas
 * @param promptLength tokens of its prompt
 * @param step index of the step, part of the key of the sampling noise
 * @param attention how attention runs
 * @param positions canvas positions to propose for, ascending
 * @param confidence that each proposal carries
 * @param sampling how tokens are drawn
 * @param seed of the sampling noise
 * @param cfgScale classifier-free guidance; 0 is off
 */
public record Forward(
    ModelFacts model,
    String requestId,
    IntSequence tokens,
    int promptLength,
    int step,
    Attention attention,
    IntSequence positions,
    Confidence confidence,
    Sampling sampling,
    long seed,
    double cfgScale) {}
