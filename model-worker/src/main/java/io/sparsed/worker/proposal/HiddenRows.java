package io.sparsed.worker.proposal;

import java.util.List;

/**
 * Finds the rows of a pass's hidden states that predict positions. A request's rows of one canvas
 * after another lie behind those of the request before it.
 *
 * @param request request that the rows belong to
 * @param first index of its first row
 */
record HiddenRows(ProposalRequest request, int first) {
  /**
   * Returns the rows that predict every position of some requests, chunk after chunk of positions;
   * in each chunk the rows of one canvas after another.
   *
   * @param canvases canvases of each request
   * @param rowsAtOnce positions of a chunk
   */
  static long[] chunked(List<HiddenRows> requests, int canvases, int rowsAtOnce) {
    int count = requests.stream().mapToInt(rows -> rows.request.count()).sum();
    var byCanvas = new long[canvases][count];
    for (int canvas = 0; canvas < canvases; canvas++) {
      int next = 0;
      for (var rows : requests) {
        next = rows.write(canvas, byCanvas[canvas], next);
      }
    }
    if (canvases == 1) {
      return byCanvas[0];
    }
    var chunked = new long[canvases * count];
    for (int from = 0; from < count; from += rowsAtOnce) {
      int n = Math.min(rowsAtOnce, count - from);
      for (int canvas = 0; canvas < canvases; canvas++) {
        System.arraycopy(byCanvas[canvas], from, chunked, canvases * from + canvas * n, n);
      }
    }
    return chunked;
  }

  /** Writes the rows of one canvas and returns the index behind them. */
  private int write(int canvas, long[] target, int start) {
    var range = request.rows();
    long origin = first + (long) canvas * range.count() - range.first();
    int next = start;
    for (int position : request.positions()) {
      target[next++] = origin + request.predictionRow().rowOf(position);
    }
    return next;
  }

  /** Returns the keys of the sampling noise, one a position; of given tokens the tokens. */
  static long[] noiseKeys(List<HiddenRows> requests) {
    var keys = new long[requests.stream().mapToInt(rows -> rows.request.count()).sum()];
    int next = 0;
    for (var rows : requests) {
      for (int i = 0; i < rows.request.count(); i++) {
        keys[next++] = rows.request.noiseKey(i);
      }
    }
    return keys;
  }
}
