package io.sparsed.bench.patterns;

import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One head in numbers.
 *
 * @param layer from 0
 * @param head from 0
 * @param kept share of all blocks that it keeps at the step that is taken
 * @param later its own overlap between that step and the later ones, on the average
 * @param laterOfGeneration the same in the query blocks of the generation alone
 * @param neighbours how alike neighbouring query blocks are at that step, on the average; empty
 *     where there is one
 * @param others its overlap with the other heads of its layer at that step, on the average; empty
 *     where it is alone
 * @param places where the blocks lie that it keeps at that step
 */
record HeadNumbers(
    int layer,
    int head,
    double kept,
    Overlap later,
    Overlap laterOfGeneration,
    Optional<Overlap> neighbours,
    Optional<Overlap> others,
    Places places) {

  /**
   * A head's numbers.
   *
   * @param generation the observation without the query blocks of the prompt
   */
  static HeadNumbers of(Observation observation, Observation generation, int layer, int head) {
    Snapshot taken = observation.taken();
    BlockMask mask = taken.mask(layer, head);
    var others =
        IntStream.range(0, taken.heads())
            .filter(other -> other != head)
            .mapToObj(other -> Overlap.of(mask, taken.mask(layer, other)))
            .toList();
    return new HeadNumbers(
        layer,
        head,
        (double) mask.kept() / mask.blocks() / mask.blocks(),
        later(observation, layer, head),
        later(generation, layer, head),
        mask.blocks() == 1 ? Optional.empty() : Optional.of(Overlap.ofNeighbours(mask)),
        others.isEmpty() ? Optional.empty() : Optional.of(Overlap.mean(others)),
        Places.of(mask));
  }

  private static Overlap later(Observation observation, int layer, int head) {
    BlockMask mask = observation.taken().mask(layer, head);
    return Overlap.mean(
        observation.later().stream()
            .map(snapshot -> Overlap.of(mask, snapshot.mask(layer, head)))
            .toList());
  }
}
