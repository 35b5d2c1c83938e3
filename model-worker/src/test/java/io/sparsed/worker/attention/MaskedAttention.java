package io.sparsed.worker.attention;

/**
 * Attention by its definition, in fp64, one query at a time: softmax over the real tokens of the
 * kept blocks.
 */
record MaskedAttention(
    int heads, int kvHeads, int length, int headDim, float[] q, float[] k, float[] v) {

  /** The output of one query, [headDim]. */
  double[] row(int branch, int head, int query, int block, int... keptBlocks) {
    int kvHead = branch * kvHeads + head / (heads / kvHeads);
    int queryRow = ((branch * heads + head) * length + query) * headDim;
    var output = new double[headDim];
    double total = 0;
    for (int kept : keptBlocks) {
      for (int key = kept * block; key < Math.min(length, (kept + 1) * block); key++) {
        int keyRow = (kvHead * length + key) * headDim;
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
