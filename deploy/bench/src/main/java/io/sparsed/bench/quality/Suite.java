package io.sparsed.bench.quality;

import java.util.ArrayList;
import java.util.List;

/** Lists the policies that are compared when none are named. */
final class Suite {
  /** The share of blocks that the paper keeps. */
  static final double PUBLISHED_SELECT = 0.3;

  /** The share of steps that the paper leaves dense. */
  static final double PUBLISHED_SKIP = 0.2;

  private static final List<Double> SELECTS = List.of(0.1, 0.2, PUBLISHED_SELECT, 0.5);
  private static final List<Double> SKIPS = List.of(PUBLISHED_SKIP, 0.1, 0.0);
  private static final List<Kind> BASELINES = List.of(Kind.WINDOW, Kind.STREAMING, Kind.RANDOM);
  private static final List<Kind> ABLATIONS = List.of(Kind.JOINT, Kind.SHARED_HEADS);

  private Suite() {}

  /**
   * Returns dense attention, SparseD over its grid (skip 0 is an ablation too), its other
   * ablations, and the baselines: sparse from the first step as in the paper, and once after the
   * same dense steps as SparseD, which leaves the pattern as the only difference.
   */
  static List<Policy> policies() {
    List<Policy> all = new ArrayList<>();
    all.add(Policy.dense());
    for (double skip : SKIPS) {
      SELECTS.forEach(select -> all.add(Policy.of(Kind.SPARSED, select, skip)));
    }
    ABLATIONS.forEach(kind -> all.add(Policy.of(kind, PUBLISHED_SELECT, PUBLISHED_SKIP)));
    for (Kind kind : BASELINES) {
      SELECTS.forEach(select -> all.add(Policy.fixed(kind, select)));
    }
    BASELINES.forEach(kind -> all.add(Policy.of(kind, PUBLISHED_SELECT, PUBLISHED_SKIP)));
    return List.copyOf(all);
  }
}
