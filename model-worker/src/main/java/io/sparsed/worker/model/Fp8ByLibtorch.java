package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.model.CudaLinear.Weight;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;

/**
 * An Fp8ByLibtorch multiplies rows in fp8 by libtorch, and rounds a product before it is added to a
 * residual.
 */
final class Fp8ByLibtorch implements AutoCloseable {
  private final Torch torch;
  private final Script product;
  private final Script addProduct;

  Fp8ByLibtorch(Torch torch) {
    this.torch = torch;
    this.product = torch.script("product_in_fp8");
    this.addProduct = torch.script("add_product_in_fp8");
  }

  /** Returns the outputs of a linear layer for rows: [n, outputs]. */
  PtNDArray product(NDManager owner, Rows h, Weight weight) {
    return product.call(
        owner,
        h.matrix(),
        h.factors().orElseThrow(),
        weight.matrix(),
        weight.factors().orElseThrow(),
        weight.bias());
  }

  /** Adds the outputs of a linear layer without a bias for y [n, inputs] to n rows of x. */
  void addProduct(PtNDArray x, int from, int n, Rows y, Weight weight) {
    if (n == Rows.inBf16(x).count()) {
      addProduct(x, y, weight);
      return;
    }
    try (var some = torch.rows(torch.manager(), x, from, n)) {
      addProduct(some, y, weight);
    }
  }

  private void addProduct(PtNDArray x, Rows y, Weight weight) {
    addProduct
        .call(
            torch.manager(),
            x,
            y.matrix(),
            y.factors().orElseThrow(),
            weight.matrix(),
            weight.factors().orElseThrow())
        .close();
  }

  @Override
  public void close() {
    product.close();
    addProduct.close();
  }
}
