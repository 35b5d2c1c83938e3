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

  private static final DiffusionOptions BALANCED = accelerated(4, 0.95);
  private static final DiffusionOptions FAST = accelerated(0, 0.9);

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
      case UNRECOGNIZED -> {
        violations.check(false, "preset", "Choose EXACT, BALANCED or FAST.");
        yield request;
      }
    };
  }

  private static GenerateRequest expand(
      DiffusionOptions preset, GenerateRequest request, Model model, int promptLength) {
    if (request.hasResume()) {
      return request;
    }
    DiffusionOptions asked = request.getDiffusion();
    long canvas = promptLength + Lengths.of(asked).genLength();
    DiffusionOptions.Builder diffusion = preset.toBuilder();
    if (asked.getReuse() == KeyValueReuse.KEY_VALUE_REUSE_NONE || !fits(canvas, asked, model)) {
      diffusion.clearReuse().clearRefreshEvery();
    }
    if (!ranksByProbability(asked)) {
      diffusion.clearParallel();
    }
    GenerateRequest.Builder expanded = request.toBuilder().setDiffusion(diffusion.mergeFrom(asked));
    if (request.getSparse().equals(SparseOptions.getDefaultInstance())) {
      expanded.setSparse(SparseOptions.newBuilder().setOrigin(canvas < SPARSE_FROM));
    }
    return expanded.build();
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

  private static DiffusionOptions accelerated(int refreshEvery, double threshold) {
    return DiffusionOptions.newBuilder()
        .setReuse(KeyValueReuse.KEY_VALUE_REUSE_DUAL)
        .setRefreshEvery(refreshEvery)
        .setParallel(ParallelDecoding.newBuilder().setThreshold(threshold))
        .setStopAtEos(true)
        .build();
  }
}
