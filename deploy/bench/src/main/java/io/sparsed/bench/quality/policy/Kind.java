package io.sparsed.bench.quality.policy;

/** How key blocks are chosen. */
public enum Kind {
  /** No choice. */
  DENSE("dense", "Dense", "every query attends to every key at every step"),

  /** The published method. */
  SPARSED(
      "sparsed",
      "SparseD",
      "dense first, then the blocks with the largest attention per layer, head and query block,"
          + " prompt and generation chosen apart"),

  /** Ablation: no isolated selection. */
  JOINT(
      "joint",
      "SparseD, joint selection",
      "as SparseD, but prompt and generation blocks compete with each other"),

  /** Ablation: no reuse. */
  EVERY_STEP(
      "every-step",
      "SparseD, a pattern a step",
      "as SparseD, but the pattern is taken anew from a dense forward before each sparse one"),

  /** Ablation: no head-specific patterns. */
  SHARED_HEADS(
      "shared-heads",
      "SparseD, heads share",
      "as SparseD, but all heads of a layer keep the blocks that most of them chose"),

  /** Baseline. */
  WINDOW("window", "Slide Window", "the blocks around the query's own"),

  /** Baseline. */
  STREAMING("streaming", "StreamingLLM", "the first block (the sink) and those around the query's"),

  /** Baseline. */
  RANDOM(
      "random", "Random blocks", "the query's own block and others at random, per layer and head");

  private final String id;
  private final String title;
  private final String description;

  Kind(String id, String title, String description) {
    this.id = id;
    this.title = title;
    this.description = description;
  }

  /** Begins the names of its policies. */
  public String id() {
    return id;
  }

  /** For tables and legends. */
  public String title() {
    return title;
  }

  /** What it attends to, the rest of a sentence. */
  public String description() {
    return description;
  }

  /** Whether its blocks are known before any attention: such a pattern can be used from step 0. */
  public boolean isFixed() {
    return switch (this) {
      case WINDOW, STREAMING, RANDOM -> true;
      case DENSE, SPARSED, JOINT, EVERY_STEP, SHARED_HEADS -> false;
    };
  }
}
