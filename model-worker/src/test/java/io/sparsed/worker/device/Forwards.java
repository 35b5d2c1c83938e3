package io.sparsed.worker.device;

import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.AttentionDirective.Held;
import io.sparsed.worker.attention.PatternRule;
import io.sparsed.worker.proposal.Confidence;
import io.sparsed.worker.proposal.Guidance;
import io.sparsed.worker.proposal.PredictionRow;
import io.sparsed.worker.proposal.ProposalRequest;
import io.sparsed.worker.proposal.Sampling;
import io.sparsed.worker.proposal.SamplingSettings;
import java.util.Optional;

/** Parts of the forwards that tests run. */
final class Forwards {
  /** The default scale of a small LLaDA of four heads. */
  private static final double SCORE_SCALE = 0.5;

  private Forwards() {}

  static AttentionDirective select(String id, int blockSize, double select) {
    return new AttentionDirective.DenseAndSelect(
        id, PatternRule.ISOLATED, blockSize, select, SCORE_SCALE);
  }

  static AttentionDirective sparse(String id) {
    return new AttentionDirective.Sparse(new Held(id), 0.3);
  }

  /** Returns greedy sampling of guided logits; a scale of 0 guides nothing. */
  static SamplingSettings greedy(double guidanceScale, int maskToken, boolean withLogits) {
    return settings(
        new Sampling.Greedy(), Confidence.PROBABILITY, guidanceScale, maskToken, withLogits);
  }

  static SamplingSettings settings(
      Sampling sampling,
      Confidence confidence,
      double guidanceScale,
      int maskToken,
      boolean withLogits) {
    var guidance =
        guidanceScale > 0
            ? Optional.of(new Guidance(guidanceScale, maskToken))
            : Optional.<Guidance>empty();
    return new SamplingSettings(sampling, confidence, guidance, withLogits);
  }

  /** Returns a request for positions that are predicted by their own rows. */
  static ProposalRequest request(SamplingSettings settings, int... positions) {
    return new ProposalRequest(positions, PredictionRow.SAME, settings, 0, 0);
  }
}
