package io.sparsed.bench.patterns;

import java.util.List;

/**
 * The snapshots of one generation.
 *
 * @param snapshots snapshots of ascending steps, at least two
 * @param reference index of the snapshot whose pattern SparseD takes; not the last one
 */
record Observation(List<Snapshot> snapshots, int reference) {
  /** Throws if no snapshot follows the reference. */
  Observation {
    snapshots = List.copyOf(snapshots);
    if (reference < 0 || reference >= snapshots.size() - 1) {
      throw new IllegalArgumentException(
          "of %d snapshots, number %d has none after it".formatted(snapshots.size(), reference));
    }
  }

  /** Returns this observation without the query blocks of the prompt. */
  Observation ofGeneration() {
    return new Observation(snapshots.stream().map(Snapshot::ofGeneration).toList(), reference);
  }

  /** Returns the snapshot whose pattern SparseD takes. */
  Snapshot taken() {
    return snapshots.get(reference);
  }

  /** Returns the snapshots of the steps at which SparseD reuses that pattern. */
  List<Snapshot> later() {
    return snapshots.subList(reference + 1, snapshots.size());
  }
}
