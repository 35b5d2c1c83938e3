package io.sparsed.worker.attention;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * A GatherPlan holds rows of one layer of a pattern as gather indices. Query blocks that keep
 * equally many keys form a group, so that a group is a plain batch: no padding, no mask.
 *
 * @param groups [groups, 4]: query blocks, key blocks that each of them keeps, their real keys (a
 *     kept last block may be partial), query blocks to gather at a time
 * @param queries rows of the blocked queries [heads * wanted blocks], group after group
 * @param keys rows of the blocked keys [kvHeads * blocks] that they keep, ascending
 * @param dense every query block keeps every key block
 */
record GatherPlan(long[] groups, long[] queries, long[] keys, boolean dense) {

  /** The layer and the rows of a plan; the pattern does not know the key/value heads. */
  record Layer(int branch, int index, int kvHeads, RowRange wanted) {}

  /** A query block and the key blocks that it keeps. */
  private record Row(long query, long[] keys) {}

  /**
   * Returns the plan of a layer.
   *
   * @param blocksAtOnce most key blocks to gather at a time
   */
  static GatherPlan of(Pattern pattern, Layer layer, long blocksAtOnce) {
    var byLength = byLength(pattern, layer);
    var groups = LongStream.builder();
    byLength.forEach(
        (length, rows) -> {
          int kept = rows.getFirst().keys().length;
          groups.add(rows.size()).add(kept).add(length).add(Math.max(1, blocksAtOnce / kept));
        });
    var rows = byLength.values().stream().flatMap(List::stream).toList();
    return new GatherPlan(
        groups.build().toArray(),
        rows.stream().mapToLong(Row::query).toArray(),
        rows.stream().flatMapToLong(row -> LongStream.of(row.keys())).toArray(),
        rows.stream().allMatch(row -> row.keys().length == pattern.shape().blocks()));
  }

  /** Groups the rows by the real keys that they keep; equally many keys are equally many blocks. */
  private static TreeMap<Integer, List<Row>> byLength(Pattern pattern, Layer layer) {
    var shape = pattern.shape();
    int blocks = shape.blocks();
    int tail = blocks * shape.blockSize() - shape.canvasLength();
    int firstBlock = layer.wanted().first() / shape.blockSize();
    int wantedBlocks = Math.ceilDiv(layer.wanted().count(), shape.blockSize());
    var rows = new TreeMap<Integer, List<Row>>();
    for (int head = 0; head < shape.heads(); head++) {
      long firstKey = (long) (head / (shape.heads() / layer.kvHeads())) * blocks;
      for (int query = 0; query < wantedBlocks; query++) {
        int[] kept = pattern.kept(layer.branch(), layer.index(), head, firstBlock + query);
        boolean keepsTail = kept[kept.length - 1] == blocks - 1;
        var keys = new long[kept.length];
        for (int i = 0; i < kept.length; i++) {
          keys[i] = firstKey + kept[i];
        }
        int length = kept.length * shape.blockSize() - (keepsTail ? tail : 0);
        rows.computeIfAbsent(length, l -> new ArrayList<>())
            .add(new Row((long) head * wantedBlocks + query, keys));
      }
    }
    return rows;
  }
}
