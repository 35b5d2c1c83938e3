package io.sparsed.bench.patterns;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How alike the observed steps are: each head with itself at another step.
 *
 * @param byLayer on the average over the heads of each layer
 */
record OverTime(List<OverlapMatrix> byLayer) {
  /** Copies the list. */
  OverTime {
    byLayer = List.copyOf(byLayer);
  }

  static OverTime of(Observation observation) {
    return new OverTime(
        IntStream.range(0, observation.taken().layers())
            .mapToObj(layer -> of(observation, layer))
            .toList());
  }

  private static OverlapMatrix of(Observation observation, int layer) {
    return OverlapMatrix.mean(
        IntStream.range(0, observation.taken().heads())
            .mapToObj(head -> of(observation.snapshots(), layer, head))
            .toList());
  }

  private static OverlapMatrix of(List<Snapshot> snapshots, int layer, int head) {
    return OverlapMatrix.of(
        snapshots.size(),
        (one, other) ->
            Overlap.of(
                snapshots.get(one).mask(layer, head), snapshots.get(other).mask(layer, head)));
  }

  /** On the average over all layers and heads. */
  OverlapMatrix all() {
    return OverlapMatrix.mean(byLayer);
  }
}
