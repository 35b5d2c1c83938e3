package io.sparsed.worker.grpc;

import io.sparsed.v1.DenseAndSelectAttention;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.ProposalDirective;
import io.sparsed.v1.SparseAttention;
import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.FixedPattern;
import io.sparsed.worker.attention.PatternRule;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.device.Forward;
import io.sparsed.worker.device.KeyValuesDirective;
import io.sparsed.worker.proposal.Confidence;
import io.sparsed.worker.proposal.Guidance;
import io.sparsed.worker.proposal.PredictionRow;
import io.sparsed.worker.proposal.ProposalRequest;
import io.sparsed.worker.proposal.Sampling;
import io.sparsed.worker.proposal.SamplingSettings;
import java.util.Arrays;
import java.util.Optional;

/** Turns a request into a forward. A request that cannot be one is refused with every violation. */
final class ForwardMapper {
  private static final int MAX_LOGITS = 4_194_304;

  private final String model;
  private final String fingerprint;
  private final int vocabulary;
  private final int maxCanvasLength;

  /**
   * Makes a mapper for the forwards of one model.
   *
   * @param model id of the model that is served
   * @param fingerprint fingerprint of its checkpoint, as Describe gives it
   * @param vocabulary tokens of its vocabulary
   * @param maxCanvasLength longest canvas that is accepted, in tokens
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
    int[] tokenIds = canvas(request, checks);
    var directive = request.getProposal();
    var keyValues =
        checks.value("key_values", () -> KeyValuesMapper.directive(request, maxCanvasLength));
    int length =
        keyValues.isPresent() && keyValues.get() instanceof KeyValuesDirective.Reuse reuse
            ? reuse.canvasLength()
            : tokenIds.length;
    checks.demand(
        request.getPromptLength() >= 0 && request.getPromptLength() < Math.max(1, length),
        "prompt_length",
        "send a length below the canvas length");
    int[] positions = positions(directive, length, checks);
    checks.demand(
        !request.getReturnLogits() || (long) positions.length * vocabulary <= MAX_LOGITS,
        "return_logits",
        "ask for at most " + MAX_LOGITS + " logits, positions times vocabulary");
    var attention = checks.value("attention", () -> attention(request));
    var guidance = checks.value("guidance", () -> guidance(request));
    var sampling = checks.value("proposal.sampling", () -> sampling(directive, vocabulary));
    var confidence = checks.value("proposal.confidence", () -> confidence(directive));
    var row = checks.value("proposal.prediction_row", () -> predictionRow(directive));
    checks.throwIfAny();
    var settings =
        new SamplingSettings(
            sampling.orElseThrow(),
            confidence.orElseThrow(),
            guidance.orElseThrow(),
            request.getReturnLogits());
    var proposal =
        proposal(request, positions, row.orElseThrow(), settings, keyValues.orElseThrow(), checks);
    checks.throwIfAny();
    return new Forward(
        tokenIds,
        request.getPromptLength(),
        attention.orElseThrow(),
        keyValues.orElseThrow(),
        proposal);
  }

  private static ProposalRequest proposal(
      ForwardRequest request,
      int[] positions,
      PredictionRow row,
      SamplingSettings settings,
      KeyValuesDirective keyValues,
      Checks checks) {
    long seed = request.getProposal().getSeed();
    if (!(keyValues instanceof KeyValuesDirective.Reuse(_, _, RowRange active))) {
      return new ProposalRequest(positions, row, settings, seed, request.getStep());
    }
    checks.demand(
        Arrays.stream(positions).map(row::rowOf).allMatch(active::contains),
        "proposal.positions",
        "ask for positions that the active rows predict: " + active);
    checks.demand(
        !request.getAttention().hasDenseAndSelect(),
        "attention",
        "take the pattern from a forward over all rows");
    return new ProposalRequest(positions, active, row, settings, seed, request.getStep());
  }

  private int[] canvas(ForwardRequest request, Checks checks) {
    int length = request.getTokenIdsCount();
    checks.demand(
        request.getModel().equals(model), "model", "this worker serves " + model + ", send its id");
    checks.demand(
        length >= 1 && length <= maxCanvasLength,
        "token_ids",
        "send a canvas of 1 to %d tokens, not %d".formatted(maxCanvasLength, length));
    var ids = new int[length];
    boolean known = true;
    for (int i = 0; i < length; i++) {
      ids[i] = request.getTokenIds(i); // by index: a protobuf list hands out boxed numbers
      known &= isToken(ids[i]);
    }
    checks.demand(known, "token_ids", "send ids in [0, " + vocabulary + ")");
    return ids;
  }

  private boolean isToken(int id) {
    return id >= 0 && id < vocabulary;
  }

  private static int[] positions(ProposalDirective proposal, int length, Checks checks) {
    var positions = new int[proposal.getPositionsCount()];
    boolean ascending = true;
    for (int i = 0; i < positions.length; i++) {
      positions[i] = proposal.getPositions(i);
      ascending &= positions[i] > (i == 0 ? -1 : positions[i - 1]) && positions[i] < length;
    }
    checks.demand(
        ascending,
        "proposal.positions",
        "send ascending positions below the canvas length " + length);
    return positions;
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
              throw new IllegalArgumentException(
                  "rule " + select.getRule() + " takes no pattern; send it as sparse.fixed");
        };
    return new AttentionDirective.DenseAndSelect(
        id(select.getPatternId()),
        rule,
        select.getBlockSize(),
        select.getSelect(),
        select.getScoreScale());
  }

  private static AttentionDirective sparse(SparseAttention sparse) {
    var pattern =
        switch (sparse.getPatternCase()) {
          case PATTERN_ID -> new AttentionDirective.Held(id(sparse.getPatternId()));
          case FIXED -> fixed(sparse.getFixed());
          case PATTERN_NOT_SET ->
              throw new IllegalArgumentException("set sparse.pattern_id or sparse.fixed");
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
                  "rule " + fixed.getRule() + " is not fixed; send it as dense_and_select");
        };
    return new FixedPattern(rule, fixed.getBlockSize(), fixed.getSelect(), fixed.getSeed());
  }

  private static String id(String patternId) {
    if (patternId.isEmpty() || patternId.length() > PatternReceiver.MAX_ID) {
      throw new IllegalArgumentException(
          "set pattern_id, to at most " + PatternReceiver.MAX_ID + " characters");
    }
    return patternId;
  }

  private Optional<Guidance> guidance(ForwardRequest request) {
    if (!request.hasGuidance()) {
      return Optional.empty();
    }
    int maskToken = request.getGuidance().getMaskTokenId();
    if (!isToken(maskToken)) {
      throw new IllegalArgumentException("send a mask_token_id in [0, " + vocabulary + ")");
    }
    return Optional.of(new Guidance(request.getGuidance().getScale(), maskToken));
  }

  private static Sampling sampling(ProposalDirective proposal, int vocabulary) {
    return switch (proposal.getSamplingCase()) {
      case GREEDY -> new Sampling.Greedy();
      case GUMBEL -> new Sampling.Gumbel(proposal.getGumbel().getTemperature());
      case CATEGORICAL ->
          new Sampling.Categorical(
              proposal.getCategorical().getTemperature(),
              proposal.getCategorical().getTopP(),
              proposal.getCategorical().getTopK());
      case GIVEN -> given(proposal, vocabulary);
      case SAMPLING_NOT_SET ->
          throw new IllegalArgumentException("set greedy, gumbel, categorical or given");
    };
  }

  private static Sampling given(ProposalDirective proposal, int vocabulary) {
    int[] tokens =
        proposal.getGiven().getTokenIdsList().stream().mapToInt(Integer::intValue).toArray();
    boolean areTokens = Arrays.stream(tokens).allMatch(id -> id >= 0 && id < vocabulary);
    if (!areTokens || tokens.length != proposal.getPositionsCount()) {
      throw new IllegalArgumentException(
          "give a token in [0, " + vocabulary + ") for each position");
    }
    return new Sampling.Given(tokens);
  }

  private static Confidence confidence(ProposalDirective proposal) {
    return switch (proposal.getConfidence()) {
      case CONFIDENCE_UNSPECIFIED, CONFIDENCE_PROBABILITY -> Confidence.PROBABILITY;
      case CONFIDENCE_MARGIN -> Confidence.MARGIN;
      case CONFIDENCE_NEGATIVE_ENTROPY -> Confidence.NEGATIVE_ENTROPY;
      case UNRECOGNIZED -> throw new IllegalArgumentException("confidence is unknown");
    };
  }

  private static PredictionRow predictionRow(ProposalDirective proposal) {
    return switch (proposal.getPredictionRow()) {
      case PREDICTION_ROW_SAME -> PredictionRow.SAME;
      case PREDICTION_ROW_PREVIOUS -> PredictionRow.PREVIOUS;
      case PREDICTION_ROW_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "set prediction_row: SAME for LLaDA, PREVIOUS for Dream, whose logits are shifted");
    };
  }
}
