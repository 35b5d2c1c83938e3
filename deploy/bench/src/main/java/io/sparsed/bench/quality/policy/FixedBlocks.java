package io.sparsed.bench.quality.policy;

import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.attention.PatternShape;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Patterns that need no attention to be known: each row keeps exactly its budget. */
public final class FixedBlocks {
  private FixedBlocks() {}

  /**
   * A pattern for one canvas.
   *
   * @param kind a fixed one
   * @param seed of random blocks
   * @throws IllegalArgumentException if the kind is not fixed
   */
  public static Pattern pattern(Kind kind, PatternShape shape, Budget budget, long seed) {
    return Row.pattern(shape, row -> keys(kind, row, budget, seed));
  }

  private static IntStream keys(Kind kind, Row row, Budget budget, long seed) {
    return switch (kind) {
      case WINDOW -> window(row.query(), 0, budget.blocks(), budget.kept());
      case STREAMING -> streaming(row.query(), budget);
      case RANDOM -> random(row, budget, seed);
      case DENSE, SPARSED, JOINT, EVERY_STEP, SHARED_HEADS ->
          throw new IllegalArgumentException(kind.id() + " blocks depend on attention");
    };
  }

  /** As many blocks before the query's as behind it, shifted where the canvas ends. */
  private static IntStream window(int query, int from, int to, int kept) {
    int start = Math.clamp(query - kept / 2, from, to - kept);
    return IntStream.range(start, start + kept);
  }

  private static IntStream streaming(int query, Budget budget) {
    return budget.kept() == 1
        ? IntStream.of(query)
        : IntStream.concat(IntStream.of(0), window(query, 1, budget.blocks(), budget.kept() - 1));
  }

  /** A row always keeps its own block: without it a query loses its own neighborhood. */
  private static IntStream random(Row row, Budget budget, long seed) {
    SplittableRandom random = random(row, seed);
    int[] others = IntStream.range(0, budget.blocks()).filter(key -> key != row.query()).toArray();
    for (int i = 0; i < budget.kept() - 1; i++) {
      int drawn = random.nextInt(i, others.length);
      int swapped = others[i];
      others[i] = others[drawn];
      others[drawn] = swapped;
    }
    return IntStream.concat(
        IntStream.of(row.query()), IntStream.of(others).limit(budget.kept() - 1L));
  }

  /** A stream of numbers of the row's own. */
  private static SplittableRandom random(Row row, long seed) {
    long mixed = seed;
    for (int part : new int[] {row.branch(), row.layer(), row.head(), row.query()}) {
      mixed = new SplittableRandom(mixed + part).nextLong();
    }
    return new SplittableRandom(mixed);
  }
}
