package io.sparsed.scheduler.diffusion;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** A DenoisingRule is the published algorithm that denoises a model, whatever its transformer. */
public enum DenoisingRule {
  /** Denoises generation blocks from left to right (LLaDA's {@code generate.py}). */
  LLADA(
      "LLaDAModelLM",
      "ILLaDAForCausalLM",
      "LLaDAMoEModelLM",
      "A2DQwen3LMHeadModel",
      "A2DQwen2LMHeadModel",
      "A2DLlamaLMHeadModel"),
  /** Denoises the whole canvas by a time schedule (Dream's {@code generation_utils.py}). */
  DREAM("DreamModel");

  private final ImmutableList<String> architectures;

  DenoisingRule(String... architectures) {
    this.architectures = ImmutableList.copyOf(architectures);
  }

  /**
   * Returns the rule of the models of an architecture; empty if this version knows none.
   *
   * @param architecture {@code architectures[0]} of the checkpoint's {@code config.json}
   */
  public static Optional<DenoisingRule> ofArchitecture(String architecture) {
    return Arrays.stream(values())
        .filter(rule -> rule.architectures.contains(architecture))
        .findFirst();
  }

  /** Returns the architectures that this version denoises, as a list for messages. */
  public static String knownArchitectures() {
    return Arrays.stream(values())
        .flatMap(rule -> rule.architectures.stream())
        .collect(Collectors.joining(", "));
  }

  /** Returns true if the logits are shifted: the row before a position predicts it. */
  public boolean shiftsLogits() {
    return switch (this) {
      case LLADA -> false;
      case DREAM -> true;
    };
  }

  /**
   * Returns true if SparseD's published code scales the pattern scores of an architecture by
   * 1/sqrt(heads): that of LLaDA. For Dream it takes the scale of attention, and so do all models
   * for which nothing is published.
   */
  public static boolean scalesScoresByHeads(String architecture) {
    return architecture.equals("LLaDAModelLM");
  }
}
