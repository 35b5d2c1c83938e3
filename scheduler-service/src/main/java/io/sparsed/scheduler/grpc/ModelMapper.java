package io.sparsed.scheduler.grpc;

import io.sparsed.scheduler.diffusion.DreamDenoising;
import io.sparsed.scheduler.diffusion.LladaDenoising;
import io.sparsed.scheduler.generation.Defaults;
import io.sparsed.scheduler.generation.Model;
import io.sparsed.scheduler.text.TextCodec;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.ModelFamily;
import io.sparsed.v1.ModelInfo;
import io.sparsed.v1.Unmasking;
import java.util.Arrays;
import java.util.List;

/** Maps models to protobuf. */
final class ModelMapper {

  private ModelMapper() {}

  static ModelInfo info(Model model) {
    ModelInfo.Builder info =
        ModelInfo.newBuilder()
            .setId(model.facts().id())
            .setMaxCanvasLength(model.maxCanvasLength())
            .setContextLength(model.facts().contextLength())
            .setVocabSize(model.facts().vocabSize())
            .setMaskTokenId(model.facts().maskTokenId())
            .addAllEosTokenIds(model.facts().eosTokenIds().asList())
            .setHasTokenizer(model.codec().isPresent())
            .setHasChatTemplate(model.codec().filter(TextCodec::hasChatTemplate).isPresent())
            .setChatTemplateProblem(
                model.codec().flatMap(TextCodec::chatTemplateProblem).orElse(""))
            .setDefaultDiffusion(defaults(model))
            .setDefaultSparse(OptionsMapper.sparse(Defaults.sparsity()))
            .addAllUnmaskings(unmaskings(model))
            .setWorkers(model.workers())
            .setLayers(model.facts().layers())
            .setHeads(model.facts().heads())
            .setFamily(EnumMapper.proto(model.facts().denoising(), ModelFamily.class));
    return info.build();
  }

  /** Returns the default options without a seed, which is drawn anew for each request. */
  private static DiffusionOptions defaults(Model model) {
    return OptionsMapper.diffusion(Defaults.denoising(model.facts(), 0)).toBuilder()
        .clearSeed()
        .build();
  }

  private static List<Unmasking> unmaskings(Model model) {
    Enum<?>[] policies =
        switch (model.facts().denoising()) {
          case LLADA -> LladaDenoising.Remasking.values();
          case DREAM -> DreamDenoising.Algorithm.values();
        };
    return Arrays.stream(policies).map(each -> EnumMapper.proto(each, Unmasking.class)).toList();
  }
}
