package io.sparsed.worker.attention;

import java.util.Comparator;
import java.util.HashMap;
import java.util.stream.IntStream;

/** Turns a pattern into one in which all heads of a layer keep the same key blocks. */
final class SharedHeads {
  private SharedHeads() {}

  /**
   * Returns, for each layer and query block, the key blocks that most heads keep; of equally many
   * the lowest.
   *
   * @param ofHeads what each head keeps
   * @param kept number of key blocks that a row keeps
   */
  static Pattern pattern(Pattern ofHeads, KeptBlocks kept) {
    var chosen = new HashMap<Pattern.Row, int[]>();
    return Pattern.of(
        ofHeads.shape(),
        row ->
            IntStream.of(
                chosen.computeIfAbsent(
                    new Pattern.Row(row.branch(), row.layer(), 0, row.query()),
                    anyHead -> most(votes(ofHeads, anyHead), kept.kept()))));
  }

  private static int[] most(int[] votes, int count) {
    return IntStream.range(0, votes.length)
        .boxed()
        .sorted(Comparator.comparingInt(key -> -votes[key]))
        .limit(count)
        .mapToInt(key -> key)
        .toArray();
  }

  private static int[] votes(Pattern ofHeads, Pattern.Row row) {
    var votes = new int[ofHeads.shape().blocks()];
    for (int head = 0; head < ofHeads.shape().heads(); head++) {
      for (int key : ofHeads.kept(row.branch(), row.layer(), head, row.query())) {
        votes[key]++;
      }
    }
    return votes;
  }
}
