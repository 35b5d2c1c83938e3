package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.admission.Priority;
import io.sparsed.scheduler.diffusion.AttentionPlan;
import io.sparsed.scheduler.diffusion.Denoising;
import io.sparsed.scheduler.diffusion.IntSequence;
import io.sparsed.scheduler.diffusion.Sparsity;
import io.sparsed.scheduler.pool.StepCost;

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

  /** Work of the steps that are left. */
  StepCost work() {
    AttentionPlan plan = new AttentionPlan(sparsity, denoising.steps(), "");
    StepCost work = StepCost.NOTHING;
    for (int step = past.steps(); step < denoising.steps(); step++) {
      work = work.plus(StepCost.of(model.facts(), canvasLength(), canvases(), plan.at(step)));
    }
    return work;
  }

  /** Steps that are left. */
  int stepsLeft() {
    return denoising.steps() - past.steps();
  }

  /** Canvases that each forward runs: two under guidance. */
  int canvases() {
    return denoising.cfgScale() > 0 ? 2 : 1;
  }

  /** Tokens of the canvas. */
  public int canvasLength() {
    return prompt.size() + denoising.genLength();
  }
}
