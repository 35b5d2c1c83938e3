package io.sparsed.worker.model;

import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A PartialRotation is a source of weights whose queries and keys have their rotated dimensions at
 * the start of each half of a head. So a rotation of whole heads rotates them by pairs, and leaves
 * the others alone where their angle is 0. The order of a head's dimensions changes no product of
 * queries and keys.
 */
final class PartialRotation implements WeightSource {
  private final Torch torch;
  private final ModelSpec spec;
  private final WeightSource source;
  private final Script gatherRows;
  private final Set<String> reordered;

  private PartialRotation(Torch torch, ModelSpec spec, WeightSource source) {
    this.torch = torch;
    this.spec = spec;
    this.source = source;
    this.gatherRows = torch.script("gather_rows");
    var names = spec.architecture().tensorNames();
    this.reordered =
        Set.of(
            names.query() + ".weight",
            names.query() + ".bias",
            names.key() + ".weight",
            names.key() + ".bias",
            names.queryNorm(),
            names.keyNorm());
  }

  /** Returns the source itself where whole heads are rotated. */
  static WeightSource of(Torch torch, ModelSpec spec, WeightSource source) {
    return spec.rotary().dimensions() == spec.headDim()
        ? source
        : new PartialRotation(torch, spec, source);
  }

  @Override
  public PtNDArray tensor(String name) {
    var tensor = source.tensor(name);
    if (reordered.stream().noneMatch(name::endsWith)) {
      return tensor;
    }
    int heads = Math.toIntExact(tensor.getShape().get(0) / spec.headDim());
    long[] rows =
        IntStream.range(0, heads)
            .mapToObj(head -> order().map(dimension -> (long) head * spec.headDim() + dimension))
            .flatMapToLong(each -> each)
            .toArray();
    try (tensor;
        var index = torch.upload(torch.manager(), rows)) {
      return gatherRows.call(torch.manager(), tensor, index);
    }
  }

  /** Returns the dimensions of a head in their new order. */
  private LongStream order() {
    int rotated = spec.rotary().dimensions();
    int others = (spec.headDim() - rotated) / 2;
    return LongStream.of(0, 1)
        .flatMap(
            half ->
                LongStream.concat(
                    LongStream.range(0, rotated / 2).map(i -> half * (rotated / 2) + i),
                    LongStream.range(0, others).map(i -> rotated + half * others + i)));
  }
}
