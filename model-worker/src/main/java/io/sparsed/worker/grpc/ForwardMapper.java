package io.sparsed.worker.grpc;

import com.google.common.primitives.Ints;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.ProposalDirective;
import io.sparsed.v1.SelectPattern;
import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.AttentionDirective.ScoreScale;
import io.sparsed.worker.device.Forward;
import io.sparsed.worker.proposal.Confidence;
import io.sparsed.worker.proposal.ProposalSpec;
import io.sparsed.worker.proposal.Sampling;

/** Turns a request into a forward; refuses what cannot be one, with every violation at once. */
final class ForwardMapper {
  private static final int MAX_LOGITS = 4_194_304;

  private final String model;
  private final String fingerprint;
  private final int vocabulary;
  private final int maxCanvasLength;

  /**
   * @param model id of the model that is served
   * @param fingerprint of its checkpoint, as Describe gives it
   */
  ForwardMapper(String model, String fingerprint, int vocabulary, int maxCanvasLength) {
    this.model = model;
    this.fingerprint = fingerprint;
    this.vocabulary = vocabulary;
    this.maxCanvasLength = maxCanvasLength;
  }

  Forward forward(ForwardRequest request) {
    var meant = request.getFingerprint();
    if (!meant.isEmpty() && !meant.equals(fingerprint)) {
      throw new OtherModelException(request.getModel() + " " + meant, model + " " + fingerprint);
    }
    var checks = new Checks();
    checkCanvas(request, checks);
    var proposal = request.getProposal();
    checkPositions(proposal, request.getTokenIdsCount(), checks);
    checks.demand(
        !request.getReturnLogits()
            || (long) proposal.getPositionsCount() * vocabulary <= MAX_LOGITS,
        "return_logits",
        "ask for at most " + MAX_LOGITS + " logits, positions times vocabulary");
    var attention = checks.value("attention", () -> attention(request));
    var sampling = checks.value("proposal.sampling", () -> sampling(proposal));
    var confidence = checks.value("proposal.confidence", () -> confidence(proposal));
    checks.throwIfAny();
    var spec =
        new ProposalSpec(
            Ints.toArray(proposal.getPositionsList()),
            confidence.orElseThrow(),
            sampling.orElseThrow(),
            proposal.getSeed(),
            request.getReturnLogits());
    return new Forward(
        Ints.toArray(request.getTokenIdsList()),
        request.getPromptLength(),
        request.getStep(),
        attention.orElseThrow(),
        spec,
        request.getCfgScale());
  }

  private void checkCanvas(ForwardRequest request, Checks checks) {
    int length = request.getTokenIdsCount();
    checks.demand(
        request.getModel().equals(model), "model", "this worker serves " + model + ", send its id");
    checks.demand(
        length >= 1 && length <= maxCanvasLength,
        "token_ids",
        "send a canvas of 1 to %d tokens, not %d".formatted(maxCanvasLength, length));
    checks.demand(
        request.getTokenIdsList().stream().allMatch(id -> id >= 0 && id < vocabulary),
        "token_ids",
        "send ids in [0, " + vocabulary + ")");
    checks.demand(
        request.getPromptLength() >= 0 && request.getPromptLength() < Math.max(1, length),
        "prompt_length",
        "send a length below the canvas length");
    checks.demand(
        request.getCfgScale() >= 0 && Double.isFinite(request.getCfgScale()),
        "cfg_scale",
        "send a finite number, 0 or more");
  }

  private static void checkPositions(ProposalDirective proposal, int length, Checks checks) {
    int before = -1;
    for (int position : proposal.getPositionsList()) {
      if (position <= before || position >= length) {
        checks.demand(
            false,
            "proposal.positions",
            "send ascending positions below the canvas length " + length);
        return;
      }
      before = position;
    }
  }

  private static AttentionDirective attention(ForwardRequest request) {
    var directive = request.getAttention();
    return switch (directive.getModeCase()) {
      case DENSE -> new AttentionDirective.Dense();
      case SELECT -> select(directive.getSelect());
      case SPARSE -> new AttentionDirective.Sparse(id(directive.getSparse().getPatternId()));
      case MODE_NOT_SET -> throw new IllegalArgumentException("set dense, select or sparse");
    };
  }

  private static AttentionDirective select(SelectPattern select) {
    var scale =
        switch (select.getScoreScale()) {
          case SCORE_SCALE_UNSPECIFIED, SCORE_SCALE_REFERENCE -> ScoreScale.REFERENCE;
          case SCORE_SCALE_HEAD_DIM -> ScoreScale.HEAD_DIM;
          case SCORE_SCALE_HEADS -> ScoreScale.HEADS;
          case UNRECOGNIZED -> throw new IllegalArgumentException("score_scale is unknown");
        };
    return new AttentionDirective.Select(
        id(select.getPatternId()), select.getBlockSize(), select.getSelect(), scale);
  }

  private static String id(String patternId) {
    if (patternId.isEmpty()) {
      throw new IllegalArgumentException("set pattern_id");
    }
    return patternId;
  }

  private static Sampling sampling(ProposalDirective proposal) {
    return switch (proposal.getSamplingCase()) {
      case GREEDY -> new Sampling.Greedy();
      case GUMBEL -> new Sampling.Gumbel(proposal.getGumbel().getTemperature());
      case CATEGORICAL ->
          new Sampling.Categorical(
              proposal.getCategorical().getTemperature(),
              proposal.getCategorical().getTopP(),
              proposal.getCategorical().getTopK());
      case SAMPLING_NOT_SET ->
          throw new IllegalArgumentException("set greedy, gumbel or categorical");
    };
  }

  private static Confidence confidence(ProposalDirective proposal) {
    return switch (proposal.getConfidence()) {
      case CONFIDENCE_UNSPECIFIED, CONFIDENCE_PROBABILITY -> Confidence.PROBABILITY;
      case CONFIDENCE_MARGIN -> Confidence.MARGIN;
      case CONFIDENCE_NEGATIVE_ENTROPY -> Confidence.NEGATIVE_ENTROPY;
      case UNRECOGNIZED -> throw new IllegalArgumentException("confidence is unknown");
    };
  }
}
