package io.sparsed.worker.device;

import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.proposal.ProposalRequest;
import java.util.Arrays;

/**
 * A Forward is a forward pass to run: everything that its result depends on.
 *
 * @param tokenIds canvas, prompt then generation, at least one token; owned by the forward, which
 *     nobody changes
 * @param promptLength tokens of the prompt
 * @param attention how attention runs
 * @param proposal which positions tokens are proposed for, and how
 */
public record Forward(
    int[] tokenIds, int promptLength, AttentionDirective attention, ProposalRequest proposal) {
  public Forward {
    if (tokenIds.length == 0) {
      throw new IllegalArgumentException("a canvas has at least one token");
    }
  }

  /** Returns the length of the canvas in tokens. */
  public int canvasLength() {
    return tokenIds.length;
  }

  /** Returns the number of canvases that run: 2 under guidance, else 1. */
  public int canvases() {
    return proposal.settings().canvases();
  }

  /**
   * Returns the tokens of a canvas.
   *
   * @param index 0: the canvas as given; 1: the unconditional one of guidance, its prompt masked
   */
  int[] canvas(int index) {
    if (index == 0) {
      return tokenIds;
    }
    int[] masked = tokenIds.clone();
    int maskToken = proposal.settings().guidance().orElseThrow().maskToken();
    Arrays.fill(masked, 0, promptLength, maskToken);
    return masked;
  }
}
