package io.sparsed.bench.patterns;

import java.util.List;

/**
 * The snapshots of one generation.
 *
 * @param snapshots of ascending steps, at least two
 * @param reference index of the snapshot at the step whose pattern SparseD takes; not the last one
 */
record Observation(List<Snapshot> snapshots, int reference) {
  /** Copies the list. */
  Observation {
    snapshots = List.copyOf(snapshots);
    if (reference < 0 || reference >= snapshots.size() - 1) {
      throw new IllegalArgumentException(
          "of %d snapshots, number %d has none after it".formatted(snapshots.size(), reference));
    }
  }

  /** The same without the query blocks of the prompt. */
  Observation ofGeneration() {
    return new Observation(snapshots.stream().map(Snapshot::ofGeneration).toList(), reference);
  }

  /** The snapshot whose pattern SparseD takes. */
  Snapshot taken() {
    return snapshots.get(reference);
  }

  /** The snapshots of the steps that SparseD runs with that pattern. */
  List<Snapshot> later() {
    return snapshots.subList(reference + 1, snapshots.size());
  }

  /** The observed steps. */
  List<Integer> steps() {
    return snapshots.stream().map(Snapshot::step).toList();
  }
}
