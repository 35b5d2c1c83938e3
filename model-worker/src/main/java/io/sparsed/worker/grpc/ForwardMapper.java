package io.sparsed.worker.grpc;

import com.google.common.primitives.Ints;
import io.sparsed.v1.DenseAndSelectAttention;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.ProposalDirective;
import io.sparsed.v1.SparseAttention;
import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.FixedPattern;
import io.sparsed.worker.attention.PatternRule;
import io.sparsed.worker.device.Forward;
import io.sparsed.worker.device.Guidance;
import io.sparsed.worker.proposal.Confidence;
import io.sparsed.worker.proposal.PredictionRow;
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
    var row = checks.value("proposal.prediction_row", () -> predictionRow(proposal));
    var guidance = checks.value("guidance", () -> guidance(request));
    checks.throwIfAny();
    var spec =
        new ProposalSpec(
            Ints.toArray(proposal.getPositionsList()),
            row.orElseThrow(),
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
        guidance.orElseThrow());
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
      case DENSE_AND_SELECT -> denseAndSelect(directive.getDenseAndSelect());
      case SPARSE -> sparse(directive.getSparse());
      case MODE_NOT_SET ->
          throw new IllegalArgumentException("set dense, dense_and_select or sparse");
    };
  }

  private static AttentionDirective denseAndSelect(DenseAndSelectAttention select) {
    var rule =
        switch (select.getRule()) {
          case PATTERN_RULE_UNSPECIFIED, PATTERN_RULE_ISOLATED -> PatternRule.ISOLATED;
          case PATTERN_RULE_JOINT -> PatternRule.JOINT;
          case PATTERN_RULE_SHARED_HEADS -> PatternRule.SHARED_HEADS;
          case PATTERN_RULE_SLIDING_WINDOW,
              PATTERN_RULE_ATTENTION_SINK,
              PATTERN_RULE_RANDOM,
              UNRECOGNIZED ->
              throw new IllegalArgumentException("set rule to ISOLATED, JOINT or SHARED_HEADS");
        };
    return new AttentionDirective.DenseAndSelect(
        id(select.getPatternId()),
        rule,
        select.getBlockSize(),
        select.getSelect(),
        select.getScoreScale());
  }

  private static AttentionDirective sparse(SparseAttention sparse) {
    AttentionDirective.SparsePattern pattern =
        switch (sparse.getPatternCase()) {
          case PATTERN_ID -> new AttentionDirective.Held(id(sparse.getPatternId()));
          case FIXED -> new AttentionDirective.Fixed(fixed(sparse.getFixed()));
          case PATTERN_NOT_SET -> throw new IllegalArgumentException("set pattern_id or fixed");
        };
    return new AttentionDirective.Sparse(pattern, sparse.getSelect());
  }

  private static FixedPattern fixed(io.sparsed.v1.FixedPattern fixed) {
    var rule =
        switch (fixed.getRule()) {
          case PATTERN_RULE_SLIDING_WINDOW -> FixedPattern.Rule.SLIDING_WINDOW;
          case PATTERN_RULE_ATTENTION_SINK -> FixedPattern.Rule.ATTENTION_SINK;
          case PATTERN_RULE_RANDOM -> FixedPattern.Rule.RANDOM;
          case PATTERN_RULE_UNSPECIFIED,
              PATTERN_RULE_ISOLATED,
              PATTERN_RULE_JOINT,
              PATTERN_RULE_SHARED_HEADS,
              UNRECOGNIZED ->
              throw new IllegalArgumentException(
                  "set fixed.rule to SLIDING_WINDOW, ATTENTION_SINK or RANDOM");
        };
    return new FixedPattern(rule, fixed.getBlockSize(), fixed.getSelect(), fixed.getSeed());
  }

  private Guidance guidance(ForwardRequest request) {
    if (!request.hasGuidance()) {
      return Guidance.NONE;
    }
    var guidance = request.getGuidance();
    if (guidance.getScale() == 0) {
      throw new IllegalArgumentException("set scale above 0, or leave guidance out");
    }
    if (guidance.getMaskTokenId() < 0 || guidance.getMaskTokenId() >= vocabulary) {
      throw new IllegalArgumentException("set mask_token_id to an id in [0, " + vocabulary + ")");
    }
    return new Guidance(guidance.getScale(), guidance.getMaskTokenId());
  }

  private static PredictionRow predictionRow(ProposalDirective proposal) {
    return switch (proposal.getPredictionRow()) {
      case PREDICTION_ROW_SAME -> PredictionRow.SAME;
      case PREDICTION_ROW_PREVIOUS -> PredictionRow.PREVIOUS;
      case PREDICTION_ROW_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "set SAME (LLaDA), or PREVIOUS for a model whose logits are shifted (Dream)");
    };
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
