package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.CudaException;
import io.sparsed.worker.cuda.HeadCounts;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;

/**
 * The CudaFunctions compute what is between the matrix products of a layer by our CUDA kernels in
 * bf16: RMSNorm, the rotation of queries and keys, the gate of the MLP. Nothing waits for the GPU.
 */
final class CudaFunctions implements AutoCloseable {
  private final Torch torch;
  private final CudaDevice cuda;
  private final ModelSpec spec;
  private final boolean inFp8;
  private final Script headNorm;

  /**
   * Loads what the functions need.
   *
   * @param inFp8 true if linear layers take rows in fp8
   */
  CudaFunctions(Torch torch, CudaDevice cuda, ModelSpec spec, boolean inFp8) {
    this.torch = torch;
    this.cuda = cuda;
    this.spec = spec;
    this.inFp8 = inFp8;
    this.headNorm = torch.script("head_norm");
  }

  /** Returns true if the kernels serve a model's dimensions: each is tried once. */
  static boolean serve(Torch torch, CudaDevice cuda, ModelSpec spec) {
    try (var scope = torch.manager().newSubManager()) {
      var x = cuda.zeros(scope, spec.hidden());
      var head = cuda.heads(cuda.zeros(scope, 1, 1, spec.headDim()));
      long table = cuda.address(cuda.zeros(scope, 4, spec.headDim()));
      long stream = cuda.stream();
      var kernels = cuda.kernels().layer();
      long at = cuda.address(x);
      kernels.rmsNorm(at, at, at, 1, spec.hidden(), 1, stream);
      kernels.rope(head, head, new HeadCounts(1, 1, spec.headDim()), 1, table, 1, stream);
      spec.widths()
          .forEach(
              width -> {
                long gateUp = cuda.address(cuda.zeros(scope, 2L * width));
                kernels.siluMul(gateUp, gateUp, 1, width, stream);
              });
      return true;
    } catch (CudaException e) {
      cuda.refuse("what is between matrix products", String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** Returns the RMSNorm of x [tokens, hidden], scaled by weight [hidden]. */
  PtNDArray rmsNorm(NDManager owner, PtNDArray x, PtNDArray weight) {
    torch.timer().begin(Part.ELEMENTWISE);
    int rows = rows(x);
    var y = cuda.empty(owner, rows, spec.hidden());
    cuda.kernels()
        .layer()
        .rmsNorm(
            cuda.address(x),
            cuda.address(weight),
            cuda.address(y),
            rows,
            spec.hidden(),
            (float) spec.normEps(),
            cuda.stream());
    return y;
  }

  /** Returns the RMSNorm of x [tokens, hidden], scaled by weight, as linear layers take it. */
  Rows norm(NDManager owner, PtNDArray x, PtNDArray weight) {
    if (!inFp8) {
      return Rows.inBf16(rmsNorm(owner, x, weight));
    }
    torch.timer().begin(Part.ELEMENTWISE);
    var y = Rows.emptyInFp8(torch, owner, rows(x), spec.hidden());
    cuda.kernels()
        .layer()
        .rmsNormInFp8(
            cuda.address(x),
            cuda.address(weight),
            y.addresses(cuda),
            y.count(),
            spec.hidden(),
            (float) spec.normEps(),
            cuda.stream());
    return y;
  }

  /** Normalizes each head of x [tokens, heads, headDim] in place, scaled by weight [headDim]. */
  void normalizeHeads(PtNDArray x, PtNDArray weight) {
    torch.timer().begin(Part.ELEMENTWISE);
    try (var scope = torch.manager().newSubManager()) {
      var _ = headNorm.call(scope, x, weight, spec.normEps());
    }
  }

  /**
   * Rotates q [tokens, heads, headDim] and k [tokens, kvHeads, headDim] in place.
   *
   * @param counts heads that are rotated; q or k of none is left alone
   * @param rope table of the rotations of these tokens
   */
  void rotate(PtNDArray q, PtNDArray k, HeadCounts counts, PtNDArray rope) {
    torch.timer().begin(Part.ELEMENTWISE);
    cuda.kernels()
        .layer()
        .rope(
            cuda.heads(q),
            cuda.heads(k),
            counts,
            counts.heads() == 0 ? rows(k) : rows(q),
            cuda.address(rope),
            rope.getShape().get(1),
            cuda.stream());
  }

  /** Returns SiLU(gates) times ups, [tokens, width], of gateUp [tokens, 2 * width]. */
  Rows gate(NDManager owner, PtNDArray gateUp) {
    torch.timer().begin(Part.ELEMENTWISE);
    int rows = rows(gateUp);
    int width = Math.toIntExact(gateUp.getShape().get(1) / 2);
    var layer = cuda.kernels().layer();
    long from = cuda.address(gateUp);
    if (inFp8) {
      var gated = Rows.emptyInFp8(torch, owner, rows, width);
      layer.siluMulInFp8(from, gated.addresses(cuda), rows, width, cuda.stream());
      return gated;
    }
    var gated = cuda.empty(owner, rows, width);
    layer.siluMul(from, cuda.address(gated), rows, width, cuda.stream());
    return Rows.inBf16(gated);
  }

  private static int rows(PtNDArray x) {
    return Math.toIntExact(x.getShape().get(0));
  }

  @Override
  public void close() {
    headNorm.close();
  }
}
