package io.sparsed.bench.patterns;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How much each of several masks has in common with each other one. Symmetric, immutable. */
final class OverlapMatrix {
  /** The overlap of two of them. */
  @FunctionalInterface
  interface Pairs {
    Overlap of(int one, int other);
  }

  /**
   * Two of them.
   *
   * @param one index, below {@code other}
   */
  record Pair(int one, int other, Overlap overlap) {}

  /** Lower triangle with the diagonal: row i has i + 1 overlaps. */
  private final List<List<Overlap>> rows;

  private OverlapMatrix(int size, Pairs pairs) {
    rows =
        IntStream.range(0, size)
            .mapToObj(row -> IntStream.rangeClosed(0, row).mapToObj(i -> pairs.of(i, row)).toList())
            .toList();
  }

  /** Each pair is asked for once, the lower index first; so is each with itself. */
  static OverlapMatrix of(int size, Pairs pairs) {
    return new OverlapMatrix(size, pairs);
  }

  /** The mean of at least one matrix, all of the same size. */
  static OverlapMatrix mean(Collection<OverlapMatrix> matrices) {
    int size = matrices.iterator().next().size();
    return of(
        size,
        (one, other) ->
            Overlap.mean(matrices.stream().map(matrix -> matrix.at(one, other)).toList()));
  }

  int size() {
    return rows.size();
  }

  Overlap at(int one, int other) {
    return rows.get(Math.max(one, other)).get(Math.min(one, other));
  }

  /** Every pair of two different ones. */
  Stream<Pair> pairs() {
    return IntStream.range(0, size())
        .boxed()
        .flatMap(
            other ->
                IntStream.range(0, other).mapToObj(one -> new Pair(one, other, at(one, other))));
  }

  /** The mean over the pairs; empty where there is only one mask. */
  Optional<Overlap> mean() {
    return size() < 2
        ? Optional.empty()
        : Optional.of(Overlap.mean(pairs().map(Pair::overlap).toList()));
  }

  /** The pair with the least in common; empty where there is only one mask. */
  Optional<Pair> leastAlike() {
    return pairs().min(Comparator.comparingDouble(pair -> pair.overlap().share()));
  }

  /** The pair with the most in common; empty where there is only one mask. */
  Optional<Pair> mostAlike() {
    return pairs().max(Comparator.comparingDouble(pair -> pair.overlap().share()));
  }
}
