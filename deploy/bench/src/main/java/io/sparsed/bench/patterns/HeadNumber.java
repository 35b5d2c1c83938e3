package io.sparsed.bench.patterns;

import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A number about heads.
 *
 * @param name what is counted
 * @param shares shares of the heads (or pairs of heads)
 * @param chance mean share by chance, where that says something
 */
record HeadNumber(String name, DoubleSummaryStatistics shares, Optional<Double> chance) {
  /**
   * Returns the numbers of an observation; those that need several heads or blocks if it has any.
   */
  static List<HeadNumber> of(Observation observation) {
    Observation generation = observation.ofGeneration();
    Snapshot taken = observation.taken();
    List<BlockMask> masks = taken.overHeads(taken::mask);
    List<Places> places = masks.stream().map(Places::of).toList();
    return List.of(
            share(
                "kept of all blocks",
                masks.stream().map(mask -> mask.kept() / Math.pow(mask.blocks(), 2)).toList()),
            overlaps("a head with itself at a later step", later(observation)),
            overlaps("  in the query blocks of the generation", later(generation)),
            overlaps(
                "two neighbouring query blocks",
                masks.stream()
                    .filter(mask -> mask.blocks() > 1)
                    .map(Overlap::ofNeighbours)
                    .toList()),
            overlaps("two heads of a layer", betweenHeads(taken)),
            overlaps(
                "a head and a sliding window of the same budget",
                places.stream().map(Places::window).toList()),
            share(
                "  beyond the window, in the first key block",
                places.stream().map(Places::firstColumn).toList()),
            share(
                "  where neither looks, in the prompt",
                places.stream().map(Places::elsewhere).toList()))
        .stream()
        .filter(number -> number.shares().getCount() > 0)
        .toList();
  }

  private static HeadNumber share(String name, Collection<Double> shares) {
    return new HeadNumber(
        name, shares.stream().mapToDouble(share -> share).summaryStatistics(), Optional.empty());
  }

  private static HeadNumber overlaps(String name, Collection<Overlap> overlaps) {
    return new HeadNumber(
        name,
        overlaps.stream().mapToDouble(Overlap::share).summaryStatistics(),
        Optional.of(overlaps.stream().mapToDouble(Overlap::chance).average().orElse(0)));
  }

  private static List<Overlap> later(Observation observation) {
    Snapshot taken = observation.taken();
    return taken.overHeads(
        (layer, head) ->
            Overlap.mean(
                observation.later().stream()
                    .map(other -> Overlap.of(taken.mask(layer, head), other.mask(layer, head)))
                    .toList()));
  }

  private static List<Overlap> betweenHeads(Snapshot taken) {
    return taken
        .overHeads(
            (layer, head) ->
                IntStream.range(0, head)
                    .mapToObj(
                        other -> Overlap.of(taken.mask(layer, other), taken.mask(layer, head)))
                    .toList())
        .stream()
        .flatMap(List::stream)
        .toList();
  }
}
