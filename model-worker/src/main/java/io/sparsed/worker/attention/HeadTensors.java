package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.HeadCounts;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;

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
  /** Returns normally distributed random numbers, to try kernels with. */
  static HeadTensors normal(
      Torch torch, NDManager owner, ElementType type, int tokens, HeadCounts heads) {
    return new HeadTensors(
        normal(torch, owner, type, tokens, heads.heads(), heads.headDim()),
        normal(torch, owner, type, tokens, heads.kvHeads(), heads.headDim()),
        normal(torch, owner, type, tokens, heads.kvHeads(), heads.headDim()));
  }

  private static PtNDArray normal(Torch torch, NDManager owner, ElementType type, long... shape) {
    return torch.convert(owner, (PtNDArray) owner.randomNormal(new Shape(shape)), type);
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
