package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.CudaException;
import io.sparsed.worker.cuda.HeadCounts;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;

/**
 * What stands between the matrix products of a layer, by our kernels in bf16: the norm, the
 * rotation of queries and keys, the gate of the MLP. Nothing waits for the GPU.
 */
final class Glue {
  private final Torch torch;
  private final CudaDevice cuda;
  private final ModelSpec spec;

  Glue(Torch torch, CudaDevice cuda, ModelSpec spec) {
    this.torch = torch;
    this.cuda = cuda;
    this.spec = spec;
  }

  /** True if the kernels serve a model's dimensions: each is asked once. */
  static boolean serves(Torch torch, CudaDevice cuda, ModelSpec spec) {
    try (var scope = torch.manager().newSubManager()) {
      var x = cuda.zeros(scope, spec.hidden());
      var head = cuda.heads(cuda.zeros(scope, 1, 1, spec.headDim()));
      var gateUp = cuda.zeros(scope, 2L * spec.intermediate());
      long table = cuda.address(cuda.zeros(scope, 4, spec.headDim()));
      long stream = cuda.stream();
      var kernels = cuda.kernels().layer();
      long at = cuda.address(x);
      kernels.rmsNorm(at, at, at, 1, spec.hidden(), 1, stream);
      kernels.rope(head, head, new HeadCounts(1, 1, spec.headDim()), 1, table, 1, stream);
      kernels.siluMul(cuda.address(gateUp), cuda.address(gateUp), 1, spec.intermediate(), stream);
      return true;
    } catch (CudaException e) {
      cuda.refuse("what is between matrix products", String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** RMSNorm of x [tokens, hidden], scaled by weight [hidden]. */
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

  /**
   * Rotates q [tokens, heads, headDim] and k [tokens, kvHeads, headDim] in place.
   *
   * @param counts of heads that are rotated; none of one of the two leaves it alone
   * @param rope the table of rotations for these tokens
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

  /** SiLU of the gate times up: of gateUp [tokens, 2 * intermediate], [tokens, intermediate]. */
  PtNDArray gate(NDManager owner, PtNDArray gateUp) {
    torch.timer().begin(Part.ELEMENTWISE);
    int rows = rows(gateUp);
    var gated = cuda.empty(owner, rows, spec.intermediate());
    cuda.kernels()
        .layer()
        .siluMul(
            cuda.address(gateUp), cuda.address(gated), rows, spec.intermediate(), cuda.stream());
    return gated;
  }

  private static int rows(PtNDArray x) {
    return Math.toIntExact(x.getShape().get(0));
  }
}
