package io.sparsed.worker.attention;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Makes patterns in which all heads of a layer keep the same key blocks: those that most heads
 * chose, the lowest among equals.
 */
public final class SharedHeads {
  private SharedHeads() {}

  /**
   * Returns the pattern that the heads of another one agree on.
   *
   * @param keep key blocks that a query block keeps
   */
  public static Pattern shared(Pattern pattern, int keep) {
    var shape = pattern.shape();
    var votes = new int[shape.blocks()];
    var chosen = new int[shape.blocks()][];
    return Pattern.ofRows(
        shape,
        (branch, layer, head, query) -> {
          if (head == 0) {
            count(pattern, branch, layer, query, votes);
            chosen[query] = most(votes, keep);
          }
          return IntStream.of(chosen[query]);
        });
  }

  private static void count(Pattern pattern, int branch, int layer, int query, int[] votes) {
    Arrays.fill(votes, 0);
    for (int head = 0; head < pattern.shape().heads(); head++) {
      for (int key : pattern.kept(branch, layer, head, query)) {
        votes[key]++;
      }
    }
  }

  private static int[] most(int[] votes, int count) {
    return IntStream.range(0, votes.length)
        .boxed()
        .sorted(Comparator.comparingInt(key -> -votes[key]))
        .limit(count)
        .mapToInt(key -> key)
        .toArray();
  }
}
