package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.MatrixProducts;
import io.sparsed.worker.cuda.MatrixProducts.Sizes;
import io.sparsed.worker.model.AttentionWeights.Projection;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;
import java.util.List;
import java.util.Optional;

/**
 * A CudaLinear multiplies by the weights of linear layers on a GPU, in bf16 or fp8: by cuBLASLt, or
 * by libtorch where cuBLASLt does not serve. Nothing waits for the GPU.
 */
final class CudaLinear implements AutoCloseable {
  private final Torch torch;
  private final CudaDevice cuda;
  private final Optional<Fp8Products> fp8;
  private final Optional<MatrixProducts> products;
  private final Script product;
  private final Script addProduct;
  private final PtNDArray none;

  /**
   * A linear layer as it is multiplied with.
   *
   * @param matrix [outputs, inputs]; in fp8 its transpose, whose columns are contiguous
   * @param factors factors of the outputs where it is in fp8: [1, outputs] in fp32
   * @param bias [outputs], or empty
   */
  record Weight(PtNDArray matrix, Optional<PtNDArray> factors, PtNDArray bias) {
    int outputs() {
      return size(outputDimension());
    }

    int inputs() {
      return size(1 - outputDimension());
    }

    /** Returns the sizes of a product with some rows. */
    Sizes sizes(int rows) {
      return new Sizes(rows, inputs(), outputs(), !bias.isEmpty());
    }

    /** Returns the sizes of a product that leaves the bias out. */
    Sizes sizesWithoutBias(int rows) {
      return new Sizes(rows, inputs(), outputs(), false);
    }

    private int outputDimension() {
      return factors.isPresent() ? 1 : 0;
    }

    private int size(int dimension) {
      return Math.toIntExact(matrix.getShape().get(dimension));
    }
  }

  CudaLinear(Torch torch, CudaDevice cuda, LinearLayers linearLayers) {
    this.torch = torch;
    this.cuda = cuda;
    this.products = MatrixProducts.find(torch, cuda);
    this.fp8 =
        linearLayers instanceof LinearLayers.InFp8
            ? Optional.of(new Fp8Products(torch, cuda, products))
            : Optional.empty();
    this.product = torch.script("product");
    this.addProduct = torch.script("add_product");
    this.none = cuda.empty(torch.manager(), 0);
  }

  /** Returns true if layers take rows in fp8, apart from {@link #exact} ones. */
  boolean isInFp8() {
    return fp8.isPresent();
  }

  /** Returns true if no product so far has needed libtorch. */
  boolean usesNoLibtorch() {
    return products.isPresent() && fp8.map(Fp8Products::usesNoLibtorch).orElse(true);
  }

  /** Returns rows [n, width] in bf16 as the layers take them. */
  Rows rows(NDManager owner, PtNDArray matrix) {
    return fp8.map(some -> some.rows(owner, matrix)).orElseGet(() -> Rows.inBf16(matrix));
  }

  /** Takes a matrix [outputs, inputs] over, for products in bf16. */
  Weight exact(PtNDArray matrix) {
    return new Weight(matrix, Optional.empty(), none);
  }

  /** Takes a matrix [outputs, inputs] over and returns it as it is multiplied with. */
  Weight weight(PtNDArray matrix) {
    return weight(matrix, none);
  }

  private Weight weight(PtNDArray matrix, PtNDArray bias) {
    return fp8.map(some -> some.weight(matrix, bias))
        .orElseGet(() -> new Weight(matrix, Optional.empty(), bias));
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
    var owner = torch.manager();
    return new Weight(
        torch.narrow(owner, whole.matrix(), whole.outputDimension(), first, count),
        whole.factors().map(factors -> torch.narrow(owner, factors, 1, first, count)),
        whole.bias().isEmpty() ? none : torch.rows(owner, whole.bias(), first, count));
  }

  /** Concatenates tensors along their outputs and frees them, for the next ones to use. */
  PtNDArray fuse(List<PtNDArray> parts) {
    var whole = Torch.concat(torch.manager(), parts);
    parts.forEach(PtNDArray::close);
    return whole;
  }

  /** Returns the outputs of a linear layer for n rows of h: [n, outputs]. */
  PtNDArray product(NDManager owner, Rows h, int from, int n, Weight weight) {
    torch.timer().begin(Part.LINEAR);
    if (fp8.isPresent() && weight.factors().isPresent()) {
      return fp8.get().product(owner, h.part(torch, owner, from, n), weight);
    }
    if (products.isEmpty()) {
      return product.call(owner, h.matrix(), from, n, weight.matrix(), weight.bias());
    }
    var y = cuda.empty(owner, n, weight.outputs());
    products
        .get()
        .multiply(
            weight.sizes(n),
            cuda.rowAddress(h.matrix(), from),
            cuda.address(weight.matrix()),
            cuda.address(weight.bias()),
            cuda.address(y));
    return y;
  }

  /** Adds the outputs of a linear layer without a bias for y [rows, inputs] in bf16 to x. */
  void addProduct(PtNDArray x, PtNDArray y, Weight weight) {
    var exact = Rows.inBf16(y);
    if (fp8.isEmpty()) {
      addProduct(x, 0, exact.count(), exact, weight);
      return;
    }
    try (var rows = rows(torch.manager(), y)) {
      addProduct(x, 0, rows.count(), rows, weight);
    }
  }

  /** Adds the outputs of a linear layer without a bias for y [n, inputs] to n rows of x. */
  void addProduct(PtNDArray x, int from, int n, Rows y, Weight weight) {
    torch.timer().begin(Part.LINEAR);
    if (fp8.isPresent() && weight.factors().isPresent()) {
      fp8.get().addProduct(x, from, n, y, weight);
    } else if (products.isEmpty()) {
      addProduct.call(torch.manager(), x, from, n, y.matrix(), weight.matrix()).close();
    } else {
      products
          .get()
          .addProduct(
              weight.sizesWithoutBias(n),
              cuda.address(y.matrix()),
              cuda.address(weight.matrix()),
              cuda.rowAddress(x, from));
    }
  }

  @Override
  public void close() {
    none.close();
    fp8.ifPresent(Fp8Products::close);
    products.ifPresent(MatrixProducts::close);
    product.close();
    addProduct.close();
  }
}
