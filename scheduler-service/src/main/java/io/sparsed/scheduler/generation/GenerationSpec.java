package io.sparsed.scheduler.generation;

import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.scheduler.admission.Priority;
import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.AttentionPlan;
import io.sparsed.scheduler.diffusion.Canvas;
import io.sparsed.scheduler.diffusion.Denoising;
import io.sparsed.scheduler.diffusion.ExceptMask;
import io.sparsed.scheduler.diffusion.KeyValuePlan;
import io.sparsed.scheduler.diffusion.OpenLength;
import io.sparsed.scheduler.diffusion.Sparsity;
import io.sparsed.scheduler.diffusion.StepPlan;
import io.sparsed.scheduler.diffusion.StopAtEos;
import io.sparsed.scheduler.diffusion.Unmasking;
import io.sparsed.scheduler.pattern.PatternShape;
import io.sparsed.scheduler.pool.ModelFacts;
import io.sparsed.scheduler.pool.StepCost;
import java.util.Optional;

/**
 * A GenerationSpec is a valid request, every default filled in.
 *
 * @param requestId id of the request in logs
 * @param priority rank among the requests of its client
 * @param model model that serves it
 * @param prompt token ids, at least one; each mask token is a slot
 * @param resumption steps that were done elsewhere and fit the denoising
 * @param denoising denoising options
 * @param sparsity sparse options
 * @param parts what is told beside the answer
 */
public record GenerationSpec(
    String requestId,
    Priority priority,
    Model model,
    ImmutableIntArray prompt,
    Resumption resumption,
    Denoising denoising,
    Sparsity sparsity,
    ResponseParts parts) {

  /** Returns the canvas that denoising begins with. */
  Canvas newCanvas() {
    return denoising.canvas(prompt, model.facts().maskTokenId());
  }

  /** Returns the schedule of the steps. */
  StepPlan plan() {
    ImmutableIntArray eos = model.facts().eosTokenIds();
    StepPlan all = denoising.plan(model.slots(prompt));
    StepPlan plan = denoising.openLength() ? new OpenLength(all, eos) : all;
    return denoising.stopAtEos() ? new StopAtEos(plan, eos) : plan;
  }

  /** Returns the policy that chooses what each step commits. */
  Unmasking unmasking() {
    return denoising.acceleration().parallel().isPresent()
        ? new ExceptMask(denoising.unmasking(), model.facts().maskTokenId())
        : denoising.unmasking();
  }

  /**
   * Returns the schedule of refreshes and reuse steps.
   *
   * @param idPrefix beginning of the ids of kept keys and values, unique to the request
   */
  KeyValuePlan keyValuePlan(String idPrefix) {
    boolean shiftsLogits = model.facts().denoising().shiftsLogits();
    return new KeyValuePlan(denoising.acceleration().reuse(), shiftsLogits, idPrefix);
  }

  /**
   * Returns the schedule of attention.
   *
   * @param idPrefix beginning of the ids of patterns, unique to the request
   */
  AttentionPlan attentionPlan(String idPrefix) {
    ModelFacts facts = model.facts();
    Attention.Selection selection =
        sparsity.selection(facts.scoresByHeads(), facts.heads(), facts.headDim());
    boolean openLength = denoising.openLength();
    int slots = model.slots(prompt);
    int steps = denoising.steps(slots) / (openLength ? denoising.blockCount(slots) : 1);
    return new AttentionPlan(sparsity, selection, steps, idPrefix, denoising.seed(), openLength);
  }

  /** Returns the expected work of the steps that are left, if they advance evenly. */
  StepCost work() {
    AttentionPlan attention = attentionPlan("");
    KeyValuePlan keyValues = keyValuePlan("");
    int expected = plan().expectedSteps();
    int slots = model.slots(prompt);
    int scheduled = denoising.steps(slots);
    int stepsPerBlock = expected / denoising.blockCount(slots);
    StepCost work = StepCost.NOTHING;
    for (int step = resumption.steps(); step < expected; step++) {
      int nominalStep = (int) ((long) step * scheduled / expected);
      boolean reuses = keyValues.isReuseExpectedAt(step % Math.max(1, stepsPerBlock));
      int rows = reuses ? denoising.blockLength() : canvasLength();
      Attention expectedAttention = attention.expectedAt(nominalStep);
      work =
          work.plus(
              StepCost.of(model.facts(), rows, canvasLength(), canvases(), expectedAttention));
    }
    return work;
  }

  /** Returns the number of steps that are expected to be left. */
  int stepsLeft() {
    return Math.max(0, plan().expectedSteps() - resumption.steps());
  }

  /** Returns the bytes of the pattern that the request takes; 0 if it takes none. */
  long patternBytes() {
    return patternShape().map(PatternShape::bytes).orElse(0L);
  }

  /** Returns the bytes of the patterns that one event of the request carries at most. */
  public long toldPatternBytes() {
    return parts.patternHeads().size() * patternShape().map(PatternShape::headBytes).orElse(0L);
  }

  private Optional<PatternShape> patternShape() {
    return attentionPlan("").takesPattern()
        ? Optional.of(model.facts().patternShape(canvases(), sparsity.blockSize(), canvasLength()))
        : Optional.empty();
  }

  /**
   * Returns the bytes of keys and values that the request keeps on a worker; 0 if it keeps none.
   */
  public long keyValueBytes() {
    return denoising.acceleration().reuse().reuses()
        ? model.facts().keyValueBytesPerToken() * canvases() * canvasLength()
        : 0;
  }

  /** Returns the number of canvases of each forward: 2 under classifier-free guidance, else 1. */
  public int canvases() {
    return denoising.cfgScale() > 0 ? 2 : 1;
  }

  /** Returns the number of tokens of the longest canvas that can come. */
  public int canvasLength() {
    return prompt.length() + denoising.genLength();
  }
}
