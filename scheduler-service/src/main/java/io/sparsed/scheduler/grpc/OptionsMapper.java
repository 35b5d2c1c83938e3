package io.sparsed.scheduler.grpc;

import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.Denoising;
import io.sparsed.scheduler.diffusion.DreamDenoising;
import io.sparsed.scheduler.diffusion.LladaDenoising;
import io.sparsed.scheduler.diffusion.Sparsity;
import io.sparsed.v1.AttentionMode;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.PatternRule;
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
              .setUnmasking(EnumMapper.proto(llada.remasking(), Unmasking.class))
              .setCfgScale(llada.cfgScale())
              .build();
      case DreamDenoising dream ->
          options
              .setUnmasking(EnumMapper.proto(dream.algorithm(), Unmasking.class))
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
        .setScoreScale(EnumMapper.proto(sparsity.scoreScale(), ScoreScale.class))
        .setPatternRule(EnumMapper.proto(sparsity.rule(), PatternRule.class))
        .build();
  }

  static AttentionMode mode(Attention attention) {
    return switch (attention) {
      case Attention.Dense _ -> AttentionMode.ATTENTION_MODE_DENSE;
      case Attention.DenseAndSelect _ -> AttentionMode.ATTENTION_MODE_DENSE_AND_SELECT;
      case Attention.Sparse _ -> AttentionMode.ATTENTION_MODE_SPARSE;
    };
  }
}
