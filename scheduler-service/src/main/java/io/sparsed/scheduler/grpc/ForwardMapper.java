package io.sparsed.scheduler.grpc;

import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.KeyValues;
import io.sparsed.scheduler.diffusion.Sampling;
import io.sparsed.scheduler.pool.Forward;
import io.sparsed.v1.AttentionDirective;
import io.sparsed.v1.CategoricalSampling;
import io.sparsed.v1.Confidence;
import io.sparsed.v1.DenseAndSelectAttention;
import io.sparsed.v1.DenseAttention;
import io.sparsed.v1.FixedPattern;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.GivenTokens;
import io.sparsed.v1.GreedySampling;
import io.sparsed.v1.Guidance;
import io.sparsed.v1.GumbelSampling;
import io.sparsed.v1.KeepKeyValues;
import io.sparsed.v1.PatternRule;
import io.sparsed.v1.PredictionRow;
import io.sparsed.v1.ProposalDirective;
import io.sparsed.v1.ReuseKeyValues;
import io.sparsed.v1.SparseAttention;

/** Maps forwards to protobuf. */
final class ForwardMapper {

  private ForwardMapper() {}

  static ForwardRequest request(Forward forward) {
    ForwardRequest.Builder request = ForwardRequest.newBuilder();
    forward.tokens().stream().forEach(request::addTokenIds);
    request
        .setModel(forward.model().id())
        .setFingerprint(forward.model().fingerprint())
        .setRequestId(forward.requestId())
        .setPromptLength(forward.promptLength())
        .setStep(forward.step())
        .setAttention(attention(forward.attention()))
        .setProposal(proposal(forward));
    if (forward.cfgScale() > 0) {
      request.setGuidance(
          Guidance.newBuilder()
              .setScale(forward.cfgScale())
              .setMaskTokenId(forward.model().maskTokenId()));
    }
    switch (forward.keyValues()) {
      case KeyValues.None _ -> {}
      case KeyValues.Refresh(String id, String replacesId, KeyValues.ActiveRows active) ->
          request.setKeep(
              KeepKeyValues.newBuilder()
                  .setKeyValuesId(id)
                  .setReplacesId(replacesId)
                  .setFirstActive(active.first())
                  .setActiveCount(active.count()));
      case KeyValues.Reuse(String id, int canvasLength, KeyValues.ActiveRows active) ->
          request.setReuse(
              ReuseKeyValues.newBuilder()
                  .setKeyValuesId(id)
                  .setCanvasLength(canvasLength)
                  .setFirstActive(active.first()));
    }
    return request.build();
  }

  private static AttentionDirective attention(Attention attention) {
    AttentionDirective.Builder directive = AttentionDirective.newBuilder();
    switch (attention) {
      case Attention.Dense _ -> directive.setDense(DenseAttention.getDefaultInstance());
      case Attention.DenseAndSelect(String patternId, Attention.Selection selection) ->
          directive.setDenseAndSelect(
              DenseAndSelectAttention.newBuilder()
                  .setPatternId(patternId)
                  .setBlockSize(selection.blockSize())
                  .setSelect(selection.select())
                  .setScoreScale(selection.scoreScale())
                  .setRule(rule(selection)));
      case Attention.Sparse(Attention.Taken(String patternId), double select) ->
          directive.setSparse(
              SparseAttention.newBuilder().setPatternId(patternId).setSelect(select));
      case Attention.Sparse(Attention.Fixed(Attention.Selection selection, long seed), _) -> {
        FixedPattern.Builder pattern =
            FixedPattern.newBuilder()
                .setRule(rule(selection))
                .setBlockSize(selection.blockSize())
                .setSelect(selection.select())
                .setSeed(seed);
        directive.setSparse(
            SparseAttention.newBuilder().setFixed(pattern).setSelect(selection.select()));
      }
    }
    return directive.build();
  }

  private static PatternRule rule(Attention.Selection selection) {
    return EnumMapper.proto(selection.rule(), PatternRule.class);
  }

  private static ProposalDirective proposal(Forward forward) {
    ProposalDirective.Builder directive =
        ProposalDirective.newBuilder()
            .setConfidence(EnumMapper.proto(forward.confidence(), Confidence.class))
            .setSeed(forward.seed())
            .setPredictionRow(
                forward.model().denoising().shiftsLogits()
                    ? PredictionRow.PREDICTION_ROW_PREVIOUS
                    : PredictionRow.PREDICTION_ROW_SAME);
    forward.positions().stream().forEach(directive::addPositions);
    switch (forward.sampling()) {
      case Sampling.Greedy _ -> directive.setGreedy(GreedySampling.getDefaultInstance());
      case Sampling.Gumbel(double temperature) ->
          directive.setGumbel(GumbelSampling.newBuilder().setTemperature(temperature));
      case Sampling.Categorical(double temperature, double topP, int topK) ->
          directive.setCategorical(
              CategoricalSampling.newBuilder()
                  .setTemperature(temperature)
                  .setTopP(topP)
                  .setTopK(topK));
      case Sampling.Given(ImmutableIntArray tokens) ->
          directive.setGiven(GivenTokens.newBuilder().addAllTokenIds(tokens.asList()));
    }
    return directive.build();
  }
}
