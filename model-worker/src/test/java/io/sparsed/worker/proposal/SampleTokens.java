package io.sparsed.worker.proposal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Computes the published sampling rules for one row of logits from their definition, in fp64. */
record SampleTokens(double[] logits) {
  static SampleTokens of(float... row) {
    return new SampleTokens(IntStream.range(0, row.length).mapToDouble(i -> row[i]).toArray());
  }

  SampleTokens temperature(double temperature) {
    return temperature > 0
        ? new SampleTokens(Arrays.stream(logits).map(x -> x / temperature).toArray())
        : this;
  }

  /**
   * Keeps the most probable tokens until their probability exceeds top_p; the one that crosses
   * stays.
   */
  SampleTokens topP(double topP) {
    int[] order = order();
    double[] p = probabilities();
    var kept = new double[logits.length];
    Arrays.fill(kept, Double.NEGATIVE_INFINITY);
    double before = 0;
    for (int i : order) {
      if (before > topP) {
        break;
      }
      kept[i] = logits[i];
      before += p[i];
    }
    return new SampleTokens(kept);
  }

  SampleTokens topK(int k) {
    if (k == 0 || k >= logits.length) {
      return this;
    }
    double least = logits[order()[k - 1]];
    return new SampleTokens(
        Arrays.stream(logits).map(x -> x < least ? Double.NEGATIVE_INFINITY : x).toArray());
  }

  double[] probabilities() {
    double max = Arrays.stream(logits).max().orElseThrow();
    double[] e = Arrays.stream(logits).map(x -> Math.exp(x - max)).toArray();
    double sum = Arrays.stream(e).sum();
    return Arrays.stream(e).map(x -> x / sum).toArray();
  }

  /** The argmax of the logits less {@code scale · ln(-ln u)} with the noise of a key. */
  int drawn(long key, double scale) {
    return IntStream.range(0, logits.length)
        .boxed()
        .max(
            Comparator.comparingDouble(
                i -> logits[i] - scale * Math.log(-Math.log(uniform(key, i)))))
        .orElseThrow();
  }

  double confidence(Confidence confidence, int token) {
    double[] p = probabilities();
    return switch (confidence) {
      case PROBABILITY -> p[token];
      case MARGIN -> p[order()[0]] - p[order()[1]];
      case NEGATIVE_ENTROPY -> Arrays.stream(p).map(x -> x * Math.log(x + 1e-10)).sum();
    };
  }

  int[] order() {
    return IntStream.range(0, logits.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -logits[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Returns the uniform number in (0, 1) that the samplers draw for a vocabulary index. */
  static double uniform(long key, int vocabularyIndex) {
    long mixed = NoiseKey.mix(key + (vocabularyIndex + 1) * NoiseKey.GOLDEN_GAMMA);
    return ((mixed >>> 12) + 0.5) * 0x1p-52;
  }
}
