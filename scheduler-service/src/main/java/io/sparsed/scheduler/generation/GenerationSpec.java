package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.admission.Priority;
import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.AttentionPlan;
import io.sparsed.scheduler.diffusion.Canvas;
import io.sparsed.scheduler.diffusion.Denoising;
import io.sparsed.scheduler.diffusion.IntSequence;
import io.sparsed.scheduler.diffusion.Sparsity;
import io.sparsed.scheduler.diffusion.StepPlan;
import io.sparsed.scheduler.diffusion.StopAtEos;
import io.sparsed.scheduler.pool.ModelFacts;
import io.sparsed.scheduler.pool.StepCost;
import java.util.OptionalInt;

/**
 * A valid request, every default filled in.
 *
 * @param requestId to find the request in logs
 * @param priority among the requests of its client
 * @param model that serves it
 * @param prompt token ids, at least one, without the mask token
 * @param resumption steps that are done already; fits the denoising
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
    Resumption resumption,
    Denoising denoising,
    Sparsity sparsity,
    boolean textSnapshots,
    boolean canvasHistory,
    boolean promptTokens) {

  /** Returns a canvas of the prompt and a masked generation. */
  Canvas newCanvas() {
    return Canvas.masked(prompt, denoising.genLength(), model.facts().maskTokenId());
  }

  /** Returns the schedule of the steps. */
  StepPlan plan() {
    OptionalInt eos = model.facts().eosTokenId();
    return denoising.stopAtEos() && eos.isPresent()
        ? new StopAtEos(denoising.plan(), eos.getAsInt())
        : denoising.plan();
  }

  /**
   * Returns the schedule of attention.
   *
   * @param patternId id of the pattern, unique to the request
   */
  AttentionPlan attentionPlan(String patternId) {
    ModelFacts facts = model.facts();
    Attention.Selection selection =
        sparsity.selection(facts.denoising(), facts.heads(), facts.headDim());
    return new AttentionPlan(sparsity, selection, denoising.steps(), patternId, denoising.seed());
  }

  /** Returns the expected work of the steps that are left, spread evenly over the schedule. */
  StepCost work() {
    AttentionPlan attention = attentionPlan("");
    int expected = plan().expectedSteps();
    StepCost work = StepCost.NOTHING;
    for (int step = resumption.steps(); step < expected; step++) {
      int nominalStep = (int) ((long) step * denoising.steps() / expected);
      work = work.plus(costOf(attention.expectedAt(nominalStep)));
    }
    return work;
  }

  private StepCost costOf(Attention attention) {
    return StepCost.of(model.facts(), canvasLength(), canvases(), attention);
  }

  /** Returns the number of steps that are expected to be left. */
  int stepsLeft() {
    return Math.max(0, plan().expectedSteps() - resumption.steps());
  }

  /** Returns the bytes of the pattern that the request will take; 0 if it takes none. */
  long patternBytes() {
    return attentionPlan("").takesPattern()
        ? model.facts().patternShape(canvases(), sparsity.blockSize(), canvasLength()).bytes()
        : 0;
  }

  /** Returns the number of canvases that each forward runs: two under guidance. */
  int canvases() {
    return denoising.cfgScale() > 0 ? 2 : 1;
  }

  /** Returns the number of tokens of the canvas. */
  public int canvasLength() {
    return prompt.size() + denoising.genLength();
  }
}
