package io.sparsed.scheduler.grpc;

import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.Denoising;
import io.sparsed.scheduler.diffusion.DreamDenoising;
import io.sparsed.scheduler.diffusion.LladaDenoising;
import io.sparsed.scheduler.diffusion.PatternRule;
import io.sparsed.scheduler.diffusion.Sparsity;
import io.sparsed.v1.AttentionMode;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.ScoreScale;
import io.sparsed.v1.SparseOptions;
import io.sparsed.v1.Unmasking;

/** Maps options to protobuf; of the diffusion options only those of the denoising rule. */
final class OptionsMapper {

  private OptionsMapper() {}

  static DiffusionOptions diffusion(Denoising denoising) {
    DiffusionOptions.Builder options =
        DiffusionOptions.newBuilder()
            .setGenLength(denoising.genLength())
            .setSteps(denoising.steps())
            .setTemperature(denoising.temperature())
            .setSeed(denoising.seed())
            .setStopAtEos(denoising.stopAtEos());
    return switch (denoising) {
      case LladaDenoising llada ->
          options
              .setBlockLength(llada.blockLength())
              .setUnmasking(unmasking(llada.remasking()))
              .setCfgScale(llada.cfgScale())
              .build();
      case DreamDenoising dream ->
          options
              .setUnmasking(unmasking(dream.algorithm()))
              .setTopP(dream.topP())
              .setTopK(dream.topK())
              .setAlgTemp(dream.algTemp())
              .setEps(dream.eps())
              .build();
    };
  }

  static SparseOptions sparse(Sparsity sparsity) {
    return SparseOptions.newBuilder()
        .setOrigin(sparsity.origin())
        .setSkip(sparsity.skip())
        .setSelect(sparsity.select())
        .setBlockSize(sparsity.blockSize())
        .setScoreScale(scale(sparsity.scoreScale()))
        .setPatternRule(rule(sparsity.rule()))
        .build();
  }

  static io.sparsed.v1.PatternRule rule(PatternRule rule) {
    return switch (rule) {
      case ISOLATED -> io.sparsed.v1.PatternRule.PATTERN_RULE_ISOLATED;
      case JOINT -> io.sparsed.v1.PatternRule.PATTERN_RULE_JOINT;
      case SHARED_HEADS -> io.sparsed.v1.PatternRule.PATTERN_RULE_SHARED_HEADS;
      case SLIDING_WINDOW -> io.sparsed.v1.PatternRule.PATTERN_RULE_SLIDING_WINDOW;
      case ATTENTION_SINK -> io.sparsed.v1.PatternRule.PATTERN_RULE_ATTENTION_SINK;
      case RANDOM -> io.sparsed.v1.PatternRule.PATTERN_RULE_RANDOM;
    };
  }

  static AttentionMode mode(Attention attention) {
    return switch (attention) {
      case Attention.Dense _ -> AttentionMode.ATTENTION_MODE_DENSE;
      case Attention.DenseAndSelect _ -> AttentionMode.ATTENTION_MODE_DENSE_AND_SELECT;
      case Attention.Sparse _ -> AttentionMode.ATTENTION_MODE_SPARSE;
    };
  }

  private static ScoreScale scale(Sparsity.ScoreScale scale) {
    return switch (scale) {
      case REFERENCE -> ScoreScale.SCORE_SCALE_REFERENCE;
      case HEAD_DIM -> ScoreScale.SCORE_SCALE_HEAD_DIM;
      case HEADS -> ScoreScale.SCORE_SCALE_HEADS;
    };
  }

  static Unmasking unmasking(LladaDenoising.Remasking remasking) {
    return switch (remasking) {
      case LOW_CONFIDENCE -> Unmasking.UNMASKING_LOW_CONFIDENCE;
      case RANDOM -> Unmasking.UNMASKING_RANDOM;
    };
  }

  static Unmasking unmasking(DreamDenoising.Algorithm algorithm) {
    return switch (algorithm) {
      case ORIGIN -> Unmasking.UNMASKING_ORIGIN;
      case MASKGIT_PLUS -> Unmasking.UNMASKING_MASKGIT_PLUS;
      case TOPK_MARGIN -> Unmasking.UNMASKING_TOPK_MARGIN;
      case ENTROPY -> Unmasking.UNMASKING_ENTROPY;
    };
  }
}
