package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.admission.Priority;
import io.sparsed.scheduler.diffusion.Denoising;
import io.sparsed.scheduler.diffusion.IntSequence;
import io.sparsed.scheduler.diffusion.Sparsity;

/**
 * A valid request, every default filled in.
 *
 * @param requestId to find the request in logs
 * @param priority among the requests of its client
 * @param model that serves it
 * @param prompt token ids, at least one, without the mask token
 * @param past what is done already; fits the denoising
 * @param denoising how the canvas is denoised
 * @param sparsity how attention is made sparse
 * @param textSnapshots whether each progress carries the generation as text
 * @param canvasHistory whether the answer carries the generation after every step
 * @param promptTokens whether the prompt is told as token ids
 */
public record GenerationSpec(
    String requestId,
    Priority priority,
    Model model,
    IntSequence prompt,
    Past past,
    Denoising denoising,
    Sparsity sparsity,
    boolean textSnapshots,
    boolean canvasHistory,
    boolean promptTokens) {

  /** Work that is left: tokens of all forwards. */
  public double work() {
    int canvases = denoising.cfgScale() > 0 ? 2 : 1;
    // One that is resumed after its last step still sends an answer.
    return (double) canvases * canvasLength() * Math.max(1, denoising.steps() - past.steps());
  }

  /** Tokens of the canvas. */
  public int canvasLength() {
    return prompt.size() + denoising.genLength();
  }
}
