package io.sparsed.bench.patterns;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * An observation in numbers.
 *
 * @param steps the observed steps, ascending
 * @param reference index among them of the step whose pattern SparseD takes
 * @param overTime how alike the steps are
 * @param overTimeOfGeneration how alike they are in the query blocks of the generation, where the
 *     canvas changes
 * @param headsByLayer for each layer how alike its heads are at that step
 * @param heads every head, layer after layer
 */
record Findings(
    List<Integer> steps,
    int reference,
    OverTime overTime,
    OverTime overTimeOfGeneration,
    List<OverlapMatrix> headsByLayer,
    List<HeadNumbers> heads) {
  /** Copies the lists. */
  Findings {
    steps = List.copyOf(steps);
    headsByLayer = List.copyOf(headsByLayer);
    heads = List.copyOf(heads);
  }

  static Findings of(Observation observation) {
    Snapshot taken = observation.taken();
    Observation generation = observation.ofGeneration();
    return new Findings(
        observation.steps(),
        observation.reference(),
        OverTime.of(observation),
        OverTime.of(generation),
        layers(taken).mapToObj(layer -> overHeads(taken, layer)).toList(),
        layers(taken)
            .boxed()
            .flatMap(
                layer ->
                    IntStream.range(0, taken.heads())
                        .mapToObj(head -> HeadNumbers.of(observation, generation, layer, head)))
            .toList());
  }

  private static IntStream layers(Snapshot snapshot) {
    return IntStream.range(0, snapshot.layers());
  }

  private static OverlapMatrix overHeads(Snapshot snapshot, int layer) {
    return OverlapMatrix.of(
        snapshot.heads(),
        (one, other) -> Overlap.of(snapshot.mask(layer, one), snapshot.mask(layer, other)));
  }

  /** The step whose pattern SparseD takes. */
  int takenStep() {
    return steps.get(reference);
  }

  /** How alike two heads of a layer are, on the average; empty where layers have one head. */
  Optional<Overlap> betweenHeads() {
    List<Overlap> layers = headsByLayer.stream().flatMap(layer -> layer.mean().stream()).toList();
    return layers.isEmpty() ? Optional.empty() : Optional.of(Overlap.mean(layers));
  }

  /** How alike neighbouring query blocks are, on the average; empty where there is one. */
  Optional<Overlap> betweenNeighbours() {
    List<Overlap> all = heads.stream().flatMap(head -> head.neighbours().stream()).toList();
    return all.isEmpty() ? Optional.empty() : Optional.of(Overlap.mean(all));
  }

  /** The mean of something over all heads. */
  double mean(ToDoubleFunction<HeadNumbers> number) {
    return heads.stream().mapToDouble(number).average().orElseThrow();
  }
}
