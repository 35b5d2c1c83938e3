package io.sparsed.worker.attention;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * One layer of a pattern as gather indices. Query blocks that keep equally many keys form a group,
 * so that a group is a plain batch: no padding, no mask.
 *
 * @param dense every query block keeps every key block
 */
record GatherPlan(List<Group> groups, boolean dense) {
  GatherPlan {
    groups = List.copyOf(groups);
  }

  /**
   * @param kept key blocks of each query block
   * @param keys real keys of each query block; a kept last block may be partial
   * @param queries rows of the blocked queries [canvases * heads * blocks]
   * @param keyBlocks rows of the blocked keys [canvases * kvHeads * blocks], {@code kept} for each
   *     query
   */
  record Group(int kept, int keys, long[] queries, long[] keyBlocks) {}

  static GatherPlan of(Pattern pattern, int layer, int kvHeads) {
    var shape = pattern.shape();
    int blocks = shape.blocks();
    int queriesPerKey = shape.heads() / kvHeads;
    int tail = blocks * shape.blockSize() - shape.canvasLength();
    var byLength = new TreeMap<Integer, List<long[]>>();
    boolean dense = true;
    for (int branch = 0; branch < shape.branches(); branch++) {
      for (int head = 0; head < shape.heads(); head++) {
        long firstQuery = ((long) branch * shape.heads() + head) * blocks;
        long firstKey = ((long) branch * kvHeads + head / queriesPerKey) * blocks;
        for (int query = 0; query < blocks; query++) {
          int[] kept = pattern.kept(branch, layer, head, query);
          boolean keepsTail = kept[kept.length - 1] == blocks - 1;
          var row = new long[kept.length + 1];
          row[0] = firstQuery + query;
          for (int i = 0; i < kept.length; i++) {
            row[i + 1] = firstKey + kept[i];
          }
          dense &= kept.length == blocks;
          int keys = kept.length * shape.blockSize() - (keepsTail ? tail : 0);
          byLength.computeIfAbsent(keys, k -> new ArrayList<>()).add(row);
        }
      }
    }
    return new GatherPlan(
        byLength.entrySet().stream().map(e -> group(e.getKey(), e.getValue())).toList(), dense);
  }

  private static Group group(int keys, List<long[]> rows) {
    int kept = rows.getFirst().length - 1;
    var queries = new long[rows.size()];
    var keyBlocks = new long[rows.size() * kept];
    for (int i = 0; i < queries.length; i++) {
      queries[i] = rows.get(i)[0];
      System.arraycopy(rows.get(i), 1, keyBlocks, i * kept, kept);
    }
    return new Group(kept, keys, queries, keyBlocks);
  }
}
