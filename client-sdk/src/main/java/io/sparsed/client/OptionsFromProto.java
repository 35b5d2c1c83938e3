package io.sparsed.client;

import java.util.Optional;

/** Maps the options that the server put in force, or has as defaults, to values of this package. */
final class OptionsFromProto {
  private OptionsFromProto() {}

  static DiffusionOptions diffusion(io.sparsed.v1.DiffusionOptions proto) {
    DiffusionOptions.Builder options = DiffusionOptions.builder();
    if (proto.hasGenLength()) {
      options.genLength(proto.getGenLength());
    }
    if (proto.hasSteps()) {
      options.steps(proto.getSteps());
    }
    if (proto.hasBlockLength()) {
      options.blockLength(proto.getBlockLength());
    }
    unmasking(proto.getUnmasking()).ifPresent(options::unmasking);
    if (proto.hasTemperature()) {
      options.temperature(proto.getTemperature());
    }
    if (proto.hasTopP()) {
      options.topP(proto.getTopP());
    }
    if (proto.hasTopK()) {
      options.topK(proto.getTopK());
    }
    if (proto.hasAlgTemp()) {
      options.algTemp(proto.getAlgTemp());
    }
    if (proto.hasEps()) {
      options.eps(proto.getEps());
    }
    if (proto.hasCfgScale()) {
      options.cfgScale(proto.getCfgScale());
    }
    if (proto.hasSeed()) {
      options.seed(proto.getSeed());
    }
    if (proto.hasStopAtEos()) {
      options.stopAtEos(proto.getStopAtEos());
    }
    return options.build();
  }

  static SparseOptions sparse(io.sparsed.v1.SparseOptions proto) {
    SparseOptions.Builder options = SparseOptions.builder();
    if (proto.hasOrigin()) {
      options.origin(proto.getOrigin());
    }
    if (proto.hasSkip()) {
      options.skip(proto.getSkip());
    }
    if (proto.hasSelect()) {
      options.select(proto.getSelect());
    }
    if (proto.hasBlockSize()) {
      options.blockSize(proto.getBlockSize());
    }
    scoreScale(proto.getScoreScale()).ifPresent(options::scoreScale);
    patternRule(proto.getPatternRule()).ifPresent(options::patternRule);
    return options.build();
  }

  private static Optional<Unmasking> unmasking(io.sparsed.v1.Unmasking proto) {
    return switch (proto) {
      case UNMASKING_LOW_CONFIDENCE -> Optional.of(Unmasking.LOW_CONFIDENCE);
      case UNMASKING_RANDOM -> Optional.of(Unmasking.RANDOM);
      case UNMASKING_ORIGIN -> Optional.of(Unmasking.ORIGIN);
      case UNMASKING_MASKGIT_PLUS -> Optional.of(Unmasking.MASKGIT_PLUS);
      case UNMASKING_TOPK_MARGIN -> Optional.of(Unmasking.TOPK_MARGIN);
      case UNMASKING_ENTROPY -> Optional.of(Unmasking.ENTROPY);
      case UNMASKING_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
    };
  }

  private static Optional<ScoreScale> scoreScale(io.sparsed.v1.ScoreScale proto) {
    return switch (proto) {
      case SCORE_SCALE_REFERENCE -> Optional.of(ScoreScale.REFERENCE);
      case SCORE_SCALE_HEAD_DIM -> Optional.of(ScoreScale.HEAD_DIM);
      case SCORE_SCALE_HEADS -> Optional.of(ScoreScale.HEADS);
      case SCORE_SCALE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
    };
  }

  private static Optional<PatternRule> patternRule(io.sparsed.v1.PatternRule proto) {
    return switch (proto) {
      case PATTERN_RULE_ISOLATED -> Optional.of(PatternRule.ISOLATED);
      case PATTERN_RULE_JOINT -> Optional.of(PatternRule.JOINT);
      case PATTERN_RULE_SHARED_HEADS -> Optional.of(PatternRule.SHARED_HEADS);
      case PATTERN_RULE_SLIDING_WINDOW -> Optional.of(PatternRule.SLIDING_WINDOW);
      case PATTERN_RULE_ATTENTION_SINK -> Optional.of(PatternRule.ATTENTION_SINK);
      case PATTERN_RULE_RANDOM -> Optional.of(PatternRule.RANDOM);
      case PATTERN_RULE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
    };
  }
}
