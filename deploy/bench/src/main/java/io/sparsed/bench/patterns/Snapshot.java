package io.sparsed.bench.patterns;

import io.sparsed.worker.attention.Pattern;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What every head keeps, chosen from the dense attention of one step.
 *
 * @param step index of the step
 * @param masks [layers][heads]
 */
record Snapshot(int step, List<List<BlockMask>> masks) {
  /** Copies the lists. */
  Snapshot {
    masks = masks.stream().map(List::copyOf).toList();
    if (masks.isEmpty() || masks.getFirst().isEmpty()) {
      throw new IllegalArgumentException("a snapshot without heads");
    }
  }

  /** What a pattern keeps on its conditional canvas. */
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

  /** The same without the query blocks of the prompt. */
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
}
