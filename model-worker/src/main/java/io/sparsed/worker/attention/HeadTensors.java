package io.sparsed.worker.attention;

import ai.djl.pytorch.engine.PtNDArray;

/**
 * Queries, keys and values of one layer for all tokens of a forward, after the rotation. They may
 * be views of one tensor; the last dimension is contiguous.
 *
 * @param q [tokens, heads, headDim]
 * @param k [tokens, kvHeads, headDim]
 * @param v as k
 */
public record HeadTensors(PtNDArray q, PtNDArray k, PtNDArray v) {
  /** Query heads. */
  int heads() {
    return Math.toIntExact(q.getShape().get(1));
  }

  /** Key/value heads. */
  int kvHeads() {
    return Math.toIntExact(k.getShape().get(1));
  }

  /** Dimensions of a head. */
  int headDim() {
    return Math.toIntExact(q.getShape().get(2));
  }
}
