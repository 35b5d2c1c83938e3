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
 * The functions of a layer between its matrix products, by our CUDA kernels in bf16: RMSNorm, the
 * rotation of queries and keys, the gate of the MLP. Nothing waits for the GPU.
 */
final class CudaFunctions implements AutoCloseable {
  private final Torch torch;
  private final CudaDevice cuda;
  private final ModelSpec spec;
  private final Script headNorm;

  CudaFunctions(Torch torch, CudaDevice cuda, ModelSpec spec) {
    this.torch = torch;
    this.cuda = cuda;
    this.spec = spec;
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
  PtNDArray gate(NDManager owner, PtNDArray gateUp) {
    torch.timer().begin(Part.ELEMENTWISE);
    int rows = rows(gateUp);
    int width = Math.toIntExact(gateUp.getShape().get(1) / 2);
    var gated = cuda.empty(owner, rows, width);
    cuda.kernels()
        .layer()
        .siluMul(cuda.address(gateUp), cuda.address(gated), rows, width, cuda.stream());
    return gated;
  }

  private static int rows(PtNDArray x) {
    return Math.toIntExact(x.getShape().get(0));
  }

  @Override
  public void close() {
    headNorm.close();
  }
}
