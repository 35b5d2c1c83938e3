package io.sparsed.scheduler.grpc;

import io.sparsed.scheduler.generation.Model;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.KeyValueReuse;
import io.sparsed.v1.ParallelDecoding;
import io.sparsed.v1.SparseOptions;
import io.sparsed.v1.Unmasking;

/** Presets are options by name. Each field that the request sets goes before the preset's. */
final class Presets {

  /** Canvas length from which sparse attention keeps the quality of dense attention, in tokens. */
  private static final int SPARSE_FROM = 2048;

  /** Options of a preset; the sparse ones hold for canvases of {@link #SPARSE_FROM} tokens on. */
  private record Options(DiffusionOptions diffusion, SparseOptions sparse) {}

  private static final Options BALANCED =
      new Options(
          reuse(4).build(), SparseOptions.newBuilder().setSelect(0.5).setPatternRefresh(2).build());
  private static final Options FAST =
      new Options(
          reuse(0).setParallel(ParallelDecoding.newBuilder().setThreshold(0.9)).build(),
          SparseOptions.newBuilder().setOrigin(false).build());

  /** The entropy in nats up to which the samplers of dParallel and d3LLM commit a token. */
  private static final double DISTILLED_ENTROPY = 0.5;

  private Presets() {}

  /**
   * Returns the request with the options of its preset in place of those that it leaves out.
   *
   * @param promptLength tokens of the prompt
   */
  static GenerateRequest expand(
      GenerateRequest request, Model model, int promptLength, Violations violations) {
    return switch (request.getPreset()) {
      case PRESET_UNSPECIFIED, PRESET_EXACT -> request;
      case PRESET_BALANCED -> expand(BALANCED, request, model, promptLength);
      case PRESET_FAST -> expand(FAST, request, model, promptLength);
      case PRESET_DISTILLED -> expand(distilled(model), request, model, promptLength);
      case UNRECOGNIZED -> {
        violations.check(false, "preset", "Choose EXACT, BALANCED, FAST or DISTILLED.");
        yield request;
      }
    };
  }

  private static Options distilled(Model model) {
    // Dream has generation blocks, for which such models are trained, only where it reuses.
    DiffusionOptions.Builder diffusion =
        switch (model.facts().denoising()) {
          case LLADA -> DiffusionOptions.newBuilder().setStopAtEos(true);
          case DREAM -> reuse(4);
        };
    return new Options(
        diffusion
            .setParallel(ParallelDecoding.newBuilder().setEntropyThreshold(DISTILLED_ENTROPY))
            .build(),
        SparseOptions.newBuilder().setOrigin(false).build());
  }

  private static GenerateRequest expand(
      Options preset, GenerateRequest request, Model model, int promptLength) {
    if (request.hasResume()) {
      return request;
    }
    DiffusionOptions asked = request.getDiffusion();
    long canvas = promptLength + Lengths.of(asked).genLength();
    DiffusionOptions.Builder diffusion = preset.diffusion().toBuilder();
    if (asked.getReuse() == KeyValueReuse.KEY_VALUE_REUSE_NONE || !fits(canvas, asked, model)) {
      diffusion.clearReuse().clearRefreshEvery();
    }
    if (!ranksByProbability(asked)) {
      diffusion.clearParallel();
    }
    GenerateRequest.Builder expanded = request.toBuilder().setDiffusion(diffusion.mergeFrom(asked));
    if (request.getSparse().equals(SparseOptions.getDefaultInstance())) {
      expanded.setSparse(sparse(preset.sparse(), canvas, expanded.getDiffusion()));
    }
    return expanded.build();
  }

  private static SparseOptions sparse(SparseOptions preset, long canvas, DiffusionOptions options) {
    if (canvas < SPARSE_FROM) {
      return SparseOptions.newBuilder().setOrigin(true).build();
    }
    boolean reuses =
        options.getReuse() != KeyValueReuse.KEY_VALUE_REUSE_UNSPECIFIED
            && options.getReuse() != KeyValueReuse.KEY_VALUE_REUSE_NONE
            && options.getRefreshEvery() != 1;
    return reuses ? preset : preset.toBuilder().clearPatternRefresh().build();
  }

  private static boolean fits(long canvas, DiffusionOptions asked, Model model) {
    return model.keepsKeyValues(asked.getCfgScale() > 0 ? 2 * canvas : canvas);
  }

  private static boolean ranksByProbability(DiffusionOptions asked) {
    Unmasking unmasking = asked.getUnmasking();
    return asked.getAlgTemp() == 0
        && (unmasking == Unmasking.UNMASKING_UNSPECIFIED
            || unmasking == Unmasking.UNMASKING_LOW_CONFIDENCE
            || unmasking == Unmasking.UNMASKING_MASKGIT_PLUS);
  }

  private static DiffusionOptions.Builder reuse(int refreshEvery) {
    return DiffusionOptions.newBuilder()
        .setReuse(KeyValueReuse.KEY_VALUE_REUSE_DUAL)
        .setRefreshEvery(refreshEvery)
        .setStopAtEos(true);
  }
}
