package io.sparsed.bench.latency;

import io.sparsed.worker.model.ModelFamily;
import io.sparsed.worker.model.ModelSpec;
import java.util.Locale;
import java.util.OptionalInt;

/** Shapes of published models, for random weights. */
enum NamedShape {
  LLADA_8B,
  DREAM_7B,
  /** To try the command without a GPU. */
  TINY;

  private static final int CONTEXT_LENGTH = 4096;

  ModelSpec spec() {
    return switch (this) {
      case LLADA_8B -> llada(4096, 12_288, 32, 32, 126_464);
      case DREAM_7B -> dream(3584, 18_944, 28, 28, 4, 152_064);
      case TINY -> llada(128, 256, 2, 2, 1024);
    };
  }

  private static ModelSpec llada(
      int hidden, int intermediate, int layers, int heads, int vocabulary) {
    return new ModelSpec(
        ModelFamily.LLADA,
        hidden,
        intermediate,
        layers,
        heads,
        heads,
        hidden / heads,
        vocabulary,
        500_000,
        1e-5,
        false,
        false,
        CONTEXT_LENGTH,
        vocabulary - 1,
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalInt.empty());
  }

  private static ModelSpec dream(
      int hidden, int intermediate, int layers, int heads, int kvHeads, int vocabulary) {
    return new ModelSpec(
        ModelFamily.DREAM,
        hidden,
        intermediate,
        layers,
        heads,
        kvHeads,
        hidden / heads,
        vocabulary,
        1_000_000,
        1e-6,
        true,
        false,
        CONTEXT_LENGTH,
        vocabulary - 1,
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalInt.empty());
  }

  /** Its spelling on the command line: {@code llada-8b}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
