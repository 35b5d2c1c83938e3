package io.sparsed.bench.patterns;

import java.util.Collection;

/**
 * How much two masks have in common, as a share of what they keep: 1 if they are equal. Where their
 * sizes differ, of their mean size.
 *
 * @param share in [0, 1]
 * @param chance what random masks of the same budgets would have, in [0, 1]
 */
record Overlap(double share, double chance) {
  /** Refuses what is no share. */
  Overlap {
    if (!(share >= 0 && share <= 1 && chance >= 0 && chance <= 1)) {
      throw new IllegalArgumentException("no shares: %s and %s".formatted(share, chance));
    }
  }

  /** Of two masks of the same canvas that keep something. */
  static Overlap of(BlockMask one, BlockMask other) {
    double kept = one.kept() + other.kept();
    return new Overlap(
        2 * one.common(other) / kept, Math.min(1, 2 * one.commonByChance(other) / kept));
  }

  /** Of neighbouring query blocks of a mask that has several. */
  static Overlap ofNeighbours(BlockMask mask) {
    return of(mask.rowsFrom(0), mask.rowsFrom(1));
  }

  /** The mean of at least one. */
  static Overlap mean(Collection<Overlap> overlaps) {
    if (overlaps.isEmpty()) {
      throw new IllegalArgumentException("the mean of nothing");
    }
    return new Overlap(
        overlaps.stream().mapToDouble(Overlap::share).sum() / overlaps.size(),
        overlaps.stream().mapToDouble(Overlap::chance).sum() / overlaps.size());
  }
}
