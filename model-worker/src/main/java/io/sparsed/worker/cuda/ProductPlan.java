package io.sparsed.worker.cuda;

import io.sparsed.worker.cuda.MatrixProducts.Sizes;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A ProductPlan is a matrix product as cuBLASLt knows it: the handles of its description and of the
 * operands' layouts, which {@link #destroy} frees, and the algorithm.
 *
 * @param algorithm empty if cuBLASLt has none
 */
record ProductPlan(
    long description, long weight, long x, long y, Optional<MemorySegment> algorithm) {
  /**
   * Plans a product.
   *
   * @param inFp8 true if both operands are in fp8, with a factor a row
   * @param workspace scratch memory of the product
   */
  static ProductPlan of(CublasLt cublas, Sizes sizes, boolean inFp8, Workspace workspace) {
    long description = cublas.createDescription(sizes.hasBias(), inFp8);
    if (inFp8) {
      // An algorithm is only found where there are addresses; nothing is read there.
      cublas.setFactors(description, workspace.address(), workspace.address());
      if (sizes.hasBias()) {
        cublas.setBias(description, workspace.address());
      }
    }
    long weight = cublas.createLayout(inFp8, sizes.inputs(), sizes.outputs());
    long x = cublas.createLayout(inFp8, sizes.inputs(), sizes.rows());
    long y = cublas.createLayout(false, sizes.outputs(), sizes.rows());
    var algorithm = cublas.choose(description, weight, x, y, workspace.bytes());
    return new ProductPlan(description, weight, x, y, algorithm);
  }

  void destroy(CublasLt cublas) {
    cublas.destroyDescription(description);
    cublas.destroyLayout(weight);
    cublas.destroyLayout(x);
    cublas.destroyLayout(y);
  }
}
