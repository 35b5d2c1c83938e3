package io.sparsed.bench.quality.policy;

import io.sparsed.worker.attention.Pattern;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** One pattern for all heads of a layer: the heads vote. */
public final class SharedBlocks {
  private SharedBlocks() {}

  /**
   * For each layer and query block, the key blocks that most heads keep; the lowest among equals.
   *
   * @param ofHeads what each head keeps
   * @param budget of each row
   */
  public static Pattern pattern(Pattern ofHeads, Budget budget) {
    Map<Row, int[]> chosen = new HashMap<>();
    return Row.pattern(
        ofHeads.shape(),
        row ->
            IntStream.of(
                chosen.computeIfAbsent(
                    new Row(row.branch(), row.layer(), 0, row.query()),
                    anyHead -> most(votes(ofHeads, anyHead), budget.kept()))));
  }

  private static int[] most(int[] votes, int count) {
    return IntStream.range(0, votes.length)
        .boxed()
        .sorted(Comparator.comparingInt(key -> -votes[key]))
        .limit(count)
        .mapToInt(key -> key)
        .toArray();
  }

  private static int[] votes(Pattern ofHeads, Row row) {
    int[] votes = new int[ofHeads.shape().blocks()];
    for (int head = 0; head < ofHeads.shape().heads(); head++) {
      for (int key : ofHeads.kept(row.branch(), row.layer(), head, row.query())) {
        votes[key]++;
      }
    }
    return votes;
  }
}
