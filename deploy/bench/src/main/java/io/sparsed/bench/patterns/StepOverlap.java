package io.sparsed.bench.patterns;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The blocks that a step has in common with the step whose pattern SparseD takes, the mean over all
 * heads.
 *
 * @param step index of the step
 * @param all overlap in all query blocks
 * @param generation overlap in the query blocks of the generation, where the canvas changes
 */
record StepOverlap(int step, Overlap all, Overlap generation) {
  /** Returns the overlaps of the observed steps. */
  static List<StepOverlap> of(Observation observation) {
    Observation generation = observation.ofGeneration();
    return IntStream.range(0, observation.snapshots().size())
        .mapToObj(
            i ->
                new StepOverlap(
                    observation.snapshots().get(i).step(),
                    overlap(observation, i),
                    overlap(generation, i)))
        .toList();
  }

  private static Overlap overlap(Observation observation, int index) {
    Snapshot other = observation.snapshots().get(index);
    return Overlap.mean(
        observation
            .taken()
            .overHeads(
                (layer, head) ->
                    Overlap.of(observation.taken().mask(layer, head), other.mask(layer, head))));
  }
}
