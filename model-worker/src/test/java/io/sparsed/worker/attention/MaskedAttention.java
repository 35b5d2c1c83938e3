package io.sparsed.worker.attention;

/**
 * Computes attention by its definition, in fp64, one query at a time: softmax over the tokens of
 * the kept blocks.
 *
 * @param first where the sequence begins among the tokens of q, k and v
 * @param q [tokens, heads, headDim]
 * @param k [tokens, kvHeads, headDim]
 * @param v as k
 */
record MaskedAttention(
    int heads, int kvHeads, int first, int length, int headDim, float[] q, float[] k, float[] v) {

  /** The output of one query of the sequence, [headDim]. */
  double[] row(int head, int query, int block, int... keptBlocks) {
    int kvHead = head / (heads / kvHeads);
    int queryRow = ((first + query) * heads + head) * headDim;
    var output = new double[headDim];
    double total = 0;
    for (int kept : keptBlocks) {
      for (int key = kept * block; key < Math.min(length, (kept + 1) * block); key++) {
        int keyRow = ((first + key) * kvHeads + kvHead) * headDim;
        double score = 0;
        for (int d = 0; d < headDim; d++) {
          score += (double) q[queryRow + d] * k[keyRow + d];
        }
        double weight = Math.exp(score / Math.sqrt(headDim));
        total += weight;
        for (int d = 0; d < headDim; d++) {
          output[d] += weight * v[keyRow + d];
        }
      }
    }
    for (int d = 0; d < headDim; d++) {
      output[d] /= total;
    }
    return output;
  }
}
