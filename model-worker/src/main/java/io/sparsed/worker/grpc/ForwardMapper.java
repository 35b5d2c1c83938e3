package io.sparsed.worker.grpc;

import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.ProposalDirective;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.device.Forward;
import io.sparsed.worker.device.KeyValuesDirective;
import io.sparsed.worker.proposal.Guidance;
import io.sparsed.worker.proposal.PredictionRow;
import io.sparsed.worker.proposal.ProposalRequest;
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
    var attention =
        checks.value("attention", () -> AttentionMapper.directive(request.getAttention()));
    var guidance = checks.value("guidance", () -> guidance(request));
    var sampling =
        checks.value("proposal.sampling", () -> ProposalMapper.sampling(directive, vocabulary));
    var confidence =
        checks.value("proposal.confidence", () -> ProposalMapper.confidence(directive));
    var row =
        checks.value("proposal.prediction_row", () -> ProposalMapper.predictionRow(directive));
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
}
