package io.sparsed.bench.latency;

import io.sparsed.worker.model.Architecture;
import io.sparsed.worker.model.ModelSpec;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** The shape of a published model, for random weights. */
enum NamedShape {
  LLADA_8B,
  DREAM_7B,
  /** A shape small enough to try the command without a GPU. */
  TINY;

  private static final int CONTEXT_LENGTH = 4096;

  /** Returns dimensions and constants of the model. */
  ModelSpec spec() {
    return switch (this) {
      case LLADA_8B -> spec(Architecture.LLADA, 4096, 12_288, 32, 32, 32, 126_464);
      case DREAM_7B -> spec(Architecture.DREAM, 3584, 18_944, 28, 28, 4, 152_064);
      case TINY -> spec(Architecture.LLADA, 128, 256, 2, 2, 2, 1024);
    };
  }

  private static ModelSpec spec(
      Architecture architecture,
      int hidden,
      int intermediate,
      int layers,
      int heads,
      int kvHeads,
      int vocabulary) {
    boolean isDream = architecture == Architecture.DREAM;
    return new ModelSpec(
        architecture,
        hidden,
        intermediate,
        layers,
        heads,
        kvHeads,
        hidden / heads,
        vocabulary,
        isDream ? 1_000_000 : 500_000,
        isDream ? 1e-6 : 1e-5,
        isDream,
        false,
        CONTEXT_LENGTH,
        OptionalInt.of(vocabulary - 1),
        List.of(),
        OptionalInt.empty(),
        OptionalInt.empty());
  }

  /** Returns the name on the command line, {@code llada-8b} for example. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
