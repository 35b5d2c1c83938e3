package io.sparsed.bench.patterns;

import java.util.Collection;

/**
 * The blocks that two masks have in common, as a share of what they keep (of their mean size where
 * it differs).
 *
 * @param share share in [0, 1]; 1 if they are equal
 * @param chance share that random masks of the same budgets would have, in [0, 1]
 */
record Overlap(double share, double chance) {
  /** Throws unless both are in [0, 1]. */
  Overlap {
    if (!(share >= 0 && share <= 1 && chance >= 0 && chance <= 1)) {
      throw new IllegalArgumentException("no shares: %s and %s".formatted(share, chance));
    }
  }

  /** Returns the overlap of two masks of the same canvas that keep something. */
  static Overlap of(BlockMask one, BlockMask other) {
    double kept = one.kept() + other.kept();
    return new Overlap(
        2 * one.common(other) / kept, Math.min(1, 2 * one.commonByChance(other) / kept));
  }

  /** Returns the overlap of neighbouring query blocks, of which the mask has several. */
  static Overlap ofNeighbours(BlockMask mask) {
    return of(mask.rowsFrom(0), mask.rowsFrom(1));
  }

  /** Returns the mean of at least one overlap. */
  static Overlap mean(Collection<Overlap> overlaps) {
    if (overlaps.isEmpty()) {
      throw new IllegalArgumentException("the mean of nothing");
    }
    return new Overlap(
        overlaps.stream().mapToDouble(Overlap::share).sum() / overlaps.size(),
        overlaps.stream().mapToDouble(Overlap::chance).sum() / overlaps.size());
  }
}
