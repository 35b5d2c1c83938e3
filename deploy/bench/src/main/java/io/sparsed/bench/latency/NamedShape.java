package io.sparsed.bench.latency;

import io.sparsed.worker.model.Architecture;
import io.sparsed.worker.model.FeedForwardSpec;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.model.RotarySpec;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** The shape of a published model, for random weights. */
enum NamedShape {
  LLADA_8B,
  DREAM_7B,
  ILLADA_8B,
  LLADA_MOE_7B,
  QWEN3_0_6B_DIFFUSION,
  /** A shape small enough to try the command without a GPU. */
  TINY;

  private static final int CONTEXT_LENGTH = 4096;

  /** Returns dimensions and constants of the model. */
  ModelSpec spec() {
    return switch (this) {
      case LLADA_8B -> spec(Architecture.LLADA, 4096, mlps(32, 12_288), 32, 32, 128, 126_464);
      case DREAM_7B -> spec(Architecture.DREAM, 3584, mlps(28, 18_944), 28, 4, 128, 152_064);
      case ILLADA_8B -> spec(Architecture.ILLADA, 4096, mlps(32, 14_336), 32, 8, 128, 155_136);
      case LLADA_MOE_7B ->
          spec(Architecture.LLADA_MOE, 2048, experts(16, 64, 8, 1024), 16, 16, 128, 157_184);
      case QWEN3_0_6B_DIFFUSION ->
          spec(Architecture.A2D_QWEN3, 1024, mlps(28, 3072), 16, 8, 128, 151_936);
      case TINY -> spec(Architecture.LLADA, 128, mlps(2, 256), 2, 2, 64, 1024);
    };
  }

  private static List<FeedForwardSpec> mlps(int layers, int width) {
    return Collections.nCopies(layers, new FeedForwardSpec.Dense(width));
  }

  private static List<FeedForwardSpec> experts(int layers, int count, int chosen, int width) {
    return Collections.nCopies(layers, new FeedForwardSpec.Experts(count, chosen, width, false, 0));
  }

  private static ModelSpec spec(
      Architecture architecture,
      int hidden,
      List<FeedForwardSpec> feedForwards,
      int heads,
      int kvHeads,
      int headDim,
      int vocabulary) {
    boolean isDream = architecture == Architecture.DREAM;
    boolean isQwen3 = architecture == Architecture.A2D_QWEN3;
    boolean isIllada = architecture == Architecture.ILLADA;
    return new ModelSpec(
        architecture,
        hidden,
        feedForwards,
        heads,
        kvHeads,
        headDim,
        vocabulary,
        new RotarySpec(isDream || isQwen3 ? 1_000_000 : 500_000, headDim, isIllada),
        isDream || isQwen3 ? 1e-6 : 1e-5,
        isDream,
        isQwen3 || architecture == Architecture.LLADA_MOE,
        isIllada || isQwen3,
        CONTEXT_LENGTH,
        OptionalInt.of(vocabulary - 1),
        List.of(),
        OptionalInt.empty(),
        OptionalInt.empty());
  }

  /** Returns the name on the command line, {@code llada-8b} for example. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace("0_6", "0.6").replace('_', '-');
  }
}
