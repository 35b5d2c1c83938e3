package io.sparsed.worker.device;

import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.proposal.ProposalRequest;
import java.util.Arrays;

/**
 * A Forward is a forward pass to run: everything that its result depends on.
 *
 * @param tokenIds tokens of the rows that are computed, at least one: the canvas, prompt then
 *     generation, or the active rows of a reuse step; owned by the forward, which nobody changes
 * @param promptLength tokens of the prompt
 * @param attention how attention runs
 * @param keyValues what is done with keys and values
 * @param proposal which positions tokens are proposed for, and how
 */
public record Forward(
    int[] tokenIds,
    int promptLength,
    AttentionDirective attention,
    KeyValuesDirective keyValues,
    ProposalRequest proposal) {
  public Forward {
    if (tokenIds.length == 0) {
      throw new IllegalArgumentException("a canvas has at least one token");
    }
  }

  /** Makes a forward over a whole canvas whose keys and values end with it. */
  public Forward(
      int[] tokenIds, int promptLength, AttentionDirective attention, ProposalRequest proposal) {
    this(tokenIds, promptLength, attention, new KeyValuesDirective.None(), proposal);
  }

  /** Returns the length of the canvas in tokens. */
  public int canvasLength() {
    return keyValues instanceof KeyValuesDirective.Reuse reuse
        ? reuse.canvasLength()
        : tokenIds.length;
  }

  /** Returns the canvas rows that are computed. */
  RowRange computed() {
    return keyValues instanceof KeyValuesDirective.Reuse reuse
        ? reuse.active()
        : RowRange.all(tokenIds.length);
  }

  /** Returns the number of canvases that run: 2 under guidance, else 1. */
  public int canvases() {
    return proposal.settings().canvases();
  }

  /**
   * Returns the tokens of the rows of a canvas that are computed.
   *
   * @param index 0: the canvas as given; 1: the unconditional one of guidance, its prompt masked
   */
  int[] canvas(int index) {
    if (index == 0) {
      return tokenIds;
    }
    int[] masked = tokenIds.clone();
    int maskToken = proposal.settings().guidance().orElseThrow().maskToken();
    int ofPrompt = Math.clamp((long) promptLength - computed().first(), 0, masked.length);
    Arrays.fill(masked, 0, ofPrompt, maskToken);
    return masked;
  }
}
