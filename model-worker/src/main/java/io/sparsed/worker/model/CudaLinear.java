package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;
import java.util.List;

/**
 * The matrix products of linear layers on a GPU, by libtorch in bf16 or in fp8. Nothing waits for
 * the GPU.
 */
final class CudaLinear implements AutoCloseable {
  private final Torch torch;
  private final boolean inFp8;
  private final Script weightInFp8;
  private final Script product;
  private final Script addProduct;
  private final PtNDArray none;

  /**
   * A matrix as it is multiplied with.
   *
   * @param matrix [outputs, inputs]
   * @param factors factors of its rows, [outputs, 1] in fp32, where it is in fp8; else empty
   */
  record Weight(PtNDArray matrix, PtNDArray factors) {}

  CudaLinear(Torch torch, CudaDevice cuda, LinearLayers linearLayers) {
    this.torch = torch;
    this.inFp8 = linearLayers instanceof LinearLayers.InFp8;
    this.weightInFp8 = torch.script("weight_in_fp8");
    this.product = torch.script("product");
    this.addProduct = torch.script("add_product");
    this.none = cuda.empty(torch.manager(), 0);
  }

  /** Returns an empty tensor: no bias, or no factors. */
  PtNDArray none() {
    return none;
  }

  /** Takes a matrix [outputs, inputs] over and returns it as it is multiplied with. */
  Weight weight(PtNDArray matrix) {
    if (!inFp8) {
      return new Weight(matrix, none);
    }
    try (matrix) {
      var parts = weightInFp8.callForList(torch.manager(), matrix);
      return new Weight(parts[0], parts[1]);
    }
  }

  /** Concatenates tensors along their outputs and frees them, for the next ones to use. */
  PtNDArray fuse(List<PtNDArray> parts) {
    var whole = Torch.concat(torch.manager(), parts);
    parts.forEach(PtNDArray::close);
    return whole;
  }

  /** Returns the product of n rows of h and a transposed weight: [n, outputs]. */
  PtNDArray product(NDManager owner, PtNDArray h, int from, int n, Weight weight) {
    torch.timer().begin(Part.LINEAR);
    return product.call(owner, h, from, n, weight.matrix(), weight.factors(), none);
  }

  /** Adds the product of y [n, inputs] and a transposed weight to n rows of x, in place. */
  void addProduct(NDManager scope, PtNDArray x, int from, int n, PtNDArray y, Weight weight) {
    torch.timer().begin(Part.LINEAR);
    var _ = addProduct.call(scope, x, from, n, y, weight.matrix(), weight.factors(), none);
  }

  @Override
  public void close() {
    none.close();
    weightInFp8.close();
    product.close();
    addProduct.close();
  }
}
