package io.sparsed.bench.quality;

import io.sparsed.client.PatternRule;

/** A way to choose key blocks. */
enum Kind {
  /** Dense attention: no choice. */
  DENSE("dense", "Dense", PatternRule.ISOLATED, "every query attends to every key at every step"),

  /** SparseD, the published method. */
  SPARSED(
      "sparsed",
      "SparseD",
      PatternRule.ISOLATED,
      "dense first, then the blocks with the largest attention per layer, head and query block,"
          + " prompt and generation chosen apart"),

  /** An ablation of SparseD: no isolated selection. */
  JOINT(
      "joint",
      "SparseD, joint selection",
      PatternRule.JOINT,
      "as SparseD, but prompt and generation blocks compete with each other"),

  /** An ablation of SparseD: no head-specific patterns. */
  SHARED_HEADS(
      "shared-heads",
      "SparseD, heads share",
      PatternRule.SHARED_HEADS,
      "as SparseD, but all heads of a layer keep the blocks that most of them chose"),

  /** A baseline of the paper: a sliding window. */
  WINDOW("window", "Slide Window", PatternRule.SLIDING_WINDOW, "the blocks around the query's own"),

  /** A baseline of the paper: a sliding window and an attention sink. */
  STREAMING(
      "streaming",
      "StreamingLLM",
      PatternRule.ATTENTION_SINK,
      "the first block (the sink) and those around the query's"),

  /** A baseline: random blocks. */
  RANDOM(
      "random",
      "Random blocks",
      PatternRule.RANDOM,
      "the query's own block and others at random, per layer and head");

  private final String id;
  private final String title;
  private final PatternRule rule;
  private final String description;

  Kind(String id, String title, PatternRule rule, String description) {
    this.id = id;
    this.title = title;
    this.rule = rule;
    this.description = description;
  }

  /** Returns the beginning of the names of its policies. */
  String id() {
    return id;
  }

  /** Returns the title in tables and legends. */
  String title() {
    return title;
  }

  /** Returns the rule of its patterns; without effect where it is dense. */
  PatternRule rule() {
    return rule;
  }

  /** Returns a description of the blocks that it attends to. */
  String description() {
    return description;
  }

  /** Returns true if its blocks are known before any attention, so that step 0 can use them. */
  boolean isFixed() {
    return switch (this) {
      case WINDOW, STREAMING, RANDOM -> true;
      case DENSE, SPARSED, JOINT, SHARED_HEADS -> false;
    };
  }
}
