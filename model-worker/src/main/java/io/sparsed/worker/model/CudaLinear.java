package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.MatrixProducts;
import io.sparsed.worker.model.AttentionWeights.Projection;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;
import java.util.List;
import java.util.Optional;

/**
 * The matrix products of linear layers on a GPU: in bf16 by cuBLASLt, in fp8 by libtorch. Nothing
 * waits for the GPU.
 */
final class CudaLinear implements AutoCloseable {
  private final Torch torch;
  private final CudaDevice cuda;
  private final boolean inFp8;
  private final Optional<MatrixProducts> products;
  private final Script weightInFp8;
  private final Script product;
  private final Script addProduct;
  private final PtNDArray none;

  /**
   * A linear layer as it is multiplied with.
   *
   * @param matrix [outputs, inputs]
   * @param factors factors of its rows, [outputs, 1] in fp32, where it is in fp8; else empty
   * @param bias [outputs], or empty
   */
  record Weight(PtNDArray matrix, PtNDArray factors, PtNDArray bias) {
    int outputs() {
      return Math.toIntExact(matrix.getShape().get(0));
    }

    boolean isInFp8() {
      return !factors.isEmpty();
    }

    int inputs() {
      return Math.toIntExact(matrix.getShape().get(1));
    }
  }

  CudaLinear(Torch torch, CudaDevice cuda, LinearLayers linearLayers) {
    this.torch = torch;
    this.cuda = cuda;
    this.inFp8 = linearLayers instanceof LinearLayers.InFp8;
    this.products = MatrixProducts.find(torch, cuda);
    this.weightInFp8 = torch.script("weight_in_fp8");
    this.product = torch.script("product");
    this.addProduct = torch.script("add_product");
    this.none = cuda.empty(torch.manager(), 0);
  }

  /** Takes a matrix [outputs, inputs] over, for products in bf16. */
  Weight exact(PtNDArray matrix) {
    return new Weight(matrix, none, none);
  }

  /** Takes a matrix [outputs, inputs] over and returns it as it is multiplied with. */
  Weight weight(PtNDArray matrix) {
    return weight(matrix, none);
  }

  private Weight weight(PtNDArray matrix, PtNDArray bias) {
    if (!inFp8) {
      return new Weight(matrix, none, bias);
    }
    try (matrix) {
      var parts = weightInFp8.callForList(torch.manager(), matrix);
      return new Weight(parts[0], parts[1], bias);
    }
  }

  /** Takes linear layers of one input over, and returns one layer of all their outputs. */
  Weight fused(List<Projection> parts) {
    var biases = parts.stream().flatMap(part -> part.bias().stream()).toList();
    return weight(
        fuse(parts.stream().map(Projection::weight).toList()),
        biases.isEmpty() ? none : fuse(biases));
  }

  /** Returns a view of some outputs of a layer. */
  Weight outputs(Weight whole, long first, long count) {
    return new Weight(
        torch.rows(torch.manager(), whole.matrix(), first, count),
        rowsOrNone(whole.factors(), first, count),
        rowsOrNone(whole.bias(), first, count));
  }

  private PtNDArray rowsOrNone(PtNDArray tensor, long first, long count) {
    return tensor.isEmpty() ? none : torch.rows(torch.manager(), tensor, first, count);
  }

  /** Concatenates tensors along their outputs and frees them, for the next ones to use. */
  PtNDArray fuse(List<PtNDArray> parts) {
    var whole = Torch.concat(torch.manager(), parts);
    parts.forEach(PtNDArray::close);
    return whole;
  }

  /** Returns the outputs of a linear layer for n rows of h: [n, outputs]. */
  PtNDArray product(NDManager owner, PtNDArray h, int from, int n, Weight weight) {
    torch.timer().begin(Part.LINEAR);
    if (products.isEmpty() || weight.isInFp8()) {
      return product.call(owner, h, from, n, weight.matrix(), weight.factors(), weight.bias());
    }
    var y = cuda.empty(owner, n, weight.outputs());
    products
        .get()
        .multiply(
            sizes(n, weight),
            row(h, from),
            cuda.address(weight.matrix()),
            cuda.address(weight.bias()),
            cuda.address(y));
    return y;
  }

  /** Adds the outputs of a linear layer without a bias for y [n, inputs] to n rows of x. */
  void addProduct(PtNDArray x, int from, int n, PtNDArray y, Weight weight) {
    torch.timer().begin(Part.LINEAR);
    if (products.isEmpty() || weight.isInFp8()) {
      addByLibtorch(x, from, n, y, weight);
    } else {
      products
          .get()
          .addProduct(
              sizes(n, weight), cuda.address(y), cuda.address(weight.matrix()), row(x, from));
    }
  }

  private void addByLibtorch(PtNDArray x, int from, int n, PtNDArray y, Weight weight) {
    try (var scope = torch.manager().newSubManager()) {
      var _ = addProduct.call(scope, x, from, n, y, weight.matrix(), weight.factors(), none);
    }
  }

  private static MatrixProducts.Sizes sizes(int rows, Weight weight) {
    return new MatrixProducts.Sizes(
        rows, weight.inputs(), weight.outputs(), !weight.bias().isEmpty());
  }

  private long row(PtNDArray x, int index) {
    return cuda.address(x) + index * x.getShape().get(1) * CudaDevice.BF16_BYTES;
  }

  @Override
  public void close() {
    none.close();
    products.ifPresent(MatrixProducts::close);
    weightInFp8.close();
    product.close();
    addProduct.close();
  }
}
