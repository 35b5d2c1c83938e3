package io.sparsed.bench.quality;

import java.util.ArrayList;
import java.util.List;

/** A Suite is a set of policies that are compared with each other. */
enum Suite {
  /**
   * Dense attention, SparseD over its grid (skip 0 is an ablation too), its other ablations, and
   * the baselines: sparse from the first step as in the paper, and once after the same dense steps
   * as SparseD, which leaves the pattern as the only difference.
   */
  ATTENTION {
    @Override
    List<Policy> policies() {
      List<Policy> all = new ArrayList<>();
      all.add(Policy.DENSE);
      join(all, List.of("sparsed-"), SELECTS, List.of("-skip-0.2", "-skip-0.1", "-skip-0"));
      join(all, List.of("joint-0.3", "shared-heads-0.3"), List.of("-skip-0.2"), List.of(""));
      join(all, BASELINES, SELECTS, List.of(""));
      join(all, BASELINES, List.of("0.3"), List.of("-skip-0.2"));
      return List.copyOf(all);
    }
  },

  /**
   * Reuse of keys and values with a refresh at every step (none), every few steps and at the starts
   * of blocks only; with dense attention and SparseD; with one token a step and several. {@code
   * dense+dual} is Fast-dLLM.
   */
  REUSE {
    @Override
    List<Policy> policies() {
      List<Policy> all = new ArrayList<>();
      join(
          all,
          List.of("dense", "sparsed-0.3-skip-0.2"),
          List.of("", "+dual-2", "+dual-4", "+dual-8", "+dual", "+prefix-4", "+prefix"),
          List.of("", "+threshold-0.9", "+factor-1", "+entropy-0.5"));
      join(all, List.of("dense"), PRESETS, List.of(""));
      all.add(Policy.parse("sparsed-0.5-skip-0.2-pattern-2" + PRESETS.getFirst()));
      all.add(Policy.parse("sparsed-0.3-skip-0.2" + PRESETS.getLast()));
      return List.copyOf(all);
    }
  };

  private static final List<String> SELECTS = List.of("0.1", "0.2", "0.3", "0.5");

  /** Presets balanced and fast; on long canvases they have sparse attention, each its own. */
  private static final List<String> PRESETS = List.of("+dual-4+stop", "+dual+threshold-0.9+stop");

  private static final List<String> BASELINES = List.of("window-", "streaming-", "random-");

  /** Returns the policies; the first is the full computation. */
  abstract List<Policy> policies();

  /** Adds the policies whose names are joined of one text of each list. */
  private static void join(
      List<Policy> all, List<String> first, List<String> second, List<String> third) {
    for (String a : first) {
      for (String c : third) {
        second.forEach(b -> all.add(Policy.parse(a + b + c)));
      }
    }
  }
}
