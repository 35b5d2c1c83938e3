package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.HeadCounts;

/**
 * The HeadTensors are queries, keys and values of one layer of a forward, after the rotation. They
 * may be views of one tensor; the last dimension is contiguous.
 *
 * @param q [tokens, heads, headDim], or in the last layer perhaps of the wanted rows only: {@link
 *     Span#firstQuery} says where a sequence's begin
 * @param k [tokens, kvHeads, headDim]
 * @param v [tokens, kvHeads, headDim]
 */
public record HeadTensors(PtNDArray q, PtNDArray k, PtNDArray v) {
  /** Returns zeros on a GPU, to try kernels with. */
  static HeadTensors zeros(CudaDevice cuda, NDManager owner, int tokens, HeadCounts heads) {
    return new HeadTensors(
        cuda.zeros(owner, tokens, heads.heads(), heads.headDim()),
        cuda.zeros(owner, tokens, heads.kvHeads(), heads.headDim()),
        cuda.zeros(owner, tokens, heads.kvHeads(), heads.headDim()));
  }

  /** Returns the heads of the layer. */
  HeadCounts counts() {
    var shape = q.getShape();
    return new HeadCounts(
        Math.toIntExact(shape.get(1)),
        Math.toIntExact(k.getShape().get(1)),
        Math.toIntExact(shape.get(2)));
  }
}
