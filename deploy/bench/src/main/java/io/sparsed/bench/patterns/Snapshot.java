package io.sparsed.bench.patterns;

import io.sparsed.worker.attention.Pattern;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The blocks that every head keeps, chosen from the dense attention of one step.
 *
 * @param step index of the step
 * @param masks [layers][heads], at least one
 */
record Snapshot(int step, List<List<BlockMask>> masks) {
  Snapshot {
    masks = masks.stream().map(List::copyOf).toList();
  }

  /** Returns the blocks that a pattern keeps on its conditional canvas. */
  static Snapshot of(int step, Pattern pattern, int firstGeneration) {
    return new Snapshot(
        step,
        IntStream.range(0, pattern.shape().layers())
            .mapToObj(
                layer ->
                    IntStream.range(0, pattern.shape().heads())
                        .mapToObj(head -> BlockMask.of(pattern, layer, head, firstGeneration))
                        .toList())
            .toList());
  }

  /** Returns this snapshot without the query blocks of the prompt. */
  Snapshot ofGeneration() {
    return new Snapshot(
        step,
        masks.stream().map(heads -> heads.stream().map(BlockMask::ofGeneration).toList()).toList());
  }

  int layers() {
    return masks.size();
  }

  int heads() {
    return masks.getFirst().size();
  }

  BlockMask mask(int layer, int head) {
    return masks.get(layer).get(head);
  }

  /** A function of a layer and a head, both from 0. */
  @FunctionalInterface
  interface OfHead<V> {
    V apply(int layer, int head);
  }

  /** Returns the values of all heads, layer by layer. */
  <V> List<V> overHeads(OfHead<V> value) {
    return IntStream.range(0, layers() * heads())
        .mapToObj(i -> value.apply(i / heads(), i % heads()))
        .toList();
  }
}
