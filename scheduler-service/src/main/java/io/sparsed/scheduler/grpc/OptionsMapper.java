package io.sparsed.scheduler.grpc;

import io.sparsed.scheduler.diffusion.Acceleration;
import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.Denoising;
import io.sparsed.scheduler.diffusion.DreamDenoising;
import io.sparsed.scheduler.diffusion.KeyValueReuse;
import io.sparsed.scheduler.diffusion.LladaDenoising;
import io.sparsed.scheduler.diffusion.ParallelRule;
import io.sparsed.scheduler.diffusion.Sparsity;
import io.sparsed.v1.AttentionMode;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.ParallelDecoding;
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
            .setSteps(denoising.steps())
            .setTemperature(denoising.temperature())
            .setSeed(denoising.seed())
            .setStopAtEos(denoising.stopAtEos());
    if (denoising.openLength()) {
      options.setMaxGenLength(denoising.genLength());
    } else {
      options.setGenLength(denoising.genLength());
    }
    setAcceleration(denoising.acceleration(), options);
    return switch (denoising) {
      case LladaDenoising llada ->
          options
              .setBlockLength(llada.blockLength())
              .setUnmasking(EnumMapper.proto(llada.remasking(), Unmasking.class))
              .setCfgScale(llada.cfgScale())
              .build();
      case DreamDenoising dream -> {
        if (dream.openLength() || dream.acceleration().reuse().reuses()) {
          options.setBlockLength(dream.blockLength());
        }
        yield options
            .setUnmasking(EnumMapper.proto(dream.algorithm(), Unmasking.class))
            .setTopP(dream.topP())
            .setTopK(dream.topK())
            .setAlgTemp(dream.algTemp())
            .setEps(dream.eps())
            .build();
      }
    };
  }

  private static void setAcceleration(Acceleration acceleration, DiffusionOptions.Builder options) {
    KeyValueReuse reuse = acceleration.reuse();
    options.setReuse(EnumMapper.proto(reuse.mode(), io.sparsed.v1.KeyValueReuse.class));
    if (reuse.mode() != KeyValueReuse.Mode.NONE) {
      options.setRefreshEvery(reuse.refreshEvery());
    }
    acceleration.parallel().ifPresent(rule -> options.setParallel(parallel(rule)));
  }

  private static ParallelDecoding parallel(ParallelRule rule) {
    ParallelDecoding.Builder parallel = ParallelDecoding.newBuilder();
    return switch (rule) {
      case ParallelRule.Threshold(double threshold) -> parallel.setThreshold(threshold).build();
      case ParallelRule.Factor(double factor) -> parallel.setFactor(factor).build();
      case ParallelRule.EntropyBound(double bound) -> parallel.setEntropyBound(bound).build();
      case ParallelRule.EntropyThreshold(double threshold) ->
          parallel.setEntropyThreshold(threshold).build();
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
        .setPatternRefresh(sparsity.patternRefresh())
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
