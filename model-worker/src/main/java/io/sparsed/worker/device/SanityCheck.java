package io.sparsed.worker.device;

import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.proposal.Confidence;
import io.sparsed.worker.proposal.PredictionRow;
import io.sparsed.worker.proposal.ProposalRequest;
import io.sparsed.worker.proposal.Sampling;
import io.sparsed.worker.proposal.SamplingSettings;
import java.util.Optional;
import java.util.stream.IntStream;

/** Checks that a loaded model computes numbers: finite weights can still be too great for it. */
public final class SanityCheck {
  private static final int TOKENS = 16;

  private SanityCheck() {}

  /** Runs a short canvas and returns true if its logits are finite. */
  public static boolean hasFiniteLogits(ModelRunner runner) {
    int vocabulary = runner.replicas().spec().vocabulary();
    int[] canvas = IntStream.range(0, TOKENS).map(i -> i % vocabulary).toArray();
    var settings =
        new SamplingSettings(new Sampling.Greedy(), Confidence.PROBABILITY, Optional.empty(), true);
    var last = new int[] {TOKENS - 1};
    var request = new ProposalRequest(last, PredictionRow.SAME, settings, 0, 0);
    var forward = new Forward(canvas, 1, new AttentionDirective.Dense(), request);
    float[] logits = runner.run(forward, Cancellation.NEVER).proposals().logits();
    return IntStream.range(0, logits.length).allMatch(i -> Float.isFinite(logits[i]));
  }
}
