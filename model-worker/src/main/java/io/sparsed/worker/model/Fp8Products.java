package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.model.CudaLinear.Weight;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;

/** The Fp8Products of a GPU compute linear layers in fp8. Nothing waits for the GPU. */
final class Fp8Products implements AutoCloseable {
  private final Torch torch;
  private final CudaDevice cuda;
  private final Script product;
  private final Script addProduct;

  Fp8Products(Torch torch, CudaDevice cuda) {
    this.torch = torch;
    this.cuda = cuda;
    this.product = torch.script("product_in_fp8");
    this.addProduct = torch.script("add_product_in_fp8");
  }

  /** Returns rows [n, width], contiguous and in bf16, in fp8. */
  Rows rows(NDManager owner, PtNDArray matrix) {
    torch.timer().begin(Part.ELEMENTWISE);
    int count = Rows.inBf16(matrix).count();
    int width = Math.toIntExact(matrix.getShape().get(1));
    var rows = Rows.emptyInFp8(torch, owner, count, width);
    long from = cuda.address(matrix);
    cuda.kernels().layer().quantizeRows(from, rows.addresses(cuda), count, width, cuda.stream());
    return rows;
  }

  /** Takes a matrix [outputs, inputs] over and returns it as it is multiplied with. */
  Weight weight(PtNDArray matrix, PtNDArray bias) {
    try (matrix;
        var rows = rows(torch.manager(), matrix)) {
      return new Weight(
          rows.matrix().transpose(), rows.factors().map(each -> each.transpose()), bias);
    }
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
