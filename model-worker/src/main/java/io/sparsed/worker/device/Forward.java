package io.sparsed.worker.device;

import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.proposal.ProposalSpec;

/**
 * A forward pass to run: everything its result depends on.
 *
 * @param tokenIds the canvas: prompt, then generation
 * @param promptLength tokens of the prompt
 * @param step index of the denoising step
 * @param guidance classifier-free guidance
 */
public record Forward(
    int[] tokenIds,
    int promptLength,
    int step,
    AttentionDirective attention,
    ProposalSpec proposal,
    Guidance guidance) {
  public Forward {
    tokenIds = tokenIds.clone();
    if (tokenIds.length == 0) {
      throw new IllegalArgumentException("a canvas has at least one token");
    }
  }

  @Override
  public int[] tokenIds() {
    return tokenIds.clone();
  }

  /** Tokens of the canvas. */
  public int canvasLength() {
    return tokenIds.length;
  }

  /** Canvases that run: 2 under guidance, else 1. */
  public int canvases() {
    return guidance.scale() > 0 ? 2 : 1;
  }
}
