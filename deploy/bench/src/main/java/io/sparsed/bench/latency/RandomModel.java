package io.sparsed.bench.latency;

import io.sparsed.worker.checkpoint.ModelCard;
import io.sparsed.worker.checkpoint.TokenizerFiles;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.model.TensorNames;
import io.sparsed.worker.tensor.ElementType;
import java.util.List;

/** What there is to tell of random weights. */
final class RandomModel {
  private RandomModel() {}

  static ModelCard card(ModelSpec spec, ElementType type) {
    long parameters =
        TensorNames.of(spec.architecture()).shapes(spec).values().stream()
            .mapToLong(sizes -> sizes.stream().reduce(1L, Math::multiplyExact))
            .sum();
    return new ModelCard(spec, "random", new TokenizerFiles(List.of()), parameters * type.bytes());
  }
}
