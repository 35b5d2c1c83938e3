package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.CudaException;
import io.sparsed.worker.cuda.LayerKernels.Fp8Rows;
import io.sparsed.worker.cuda.MatrixProducts;
import io.sparsed.worker.cuda.MatrixProducts.Sizes;
import io.sparsed.worker.model.CudaLinear.Weight;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;
import java.util.Optional;

/**
 * The Fp8Products of a GPU compute linear layers in fp8: by cuBLASLt, or by libtorch where cuBLASLt
 * does not serve. Nothing waits for the GPU.
 */
final class Fp8Products implements AutoCloseable {
  private static final String NAME = "matrix products in fp8";
  private static final int TYPICAL_ROWS = 128;
  private static final int TRIED_WIDTH = 256;

  private final Torch torch;
  private final CudaDevice cuda;
  private final Optional<MatrixProducts> products;
  private final Fp8ByLibtorch byLibtorch;
  private boolean usesNoLibtorch;

  /**
   * Finds out what serves.
   *
   * @param products cuBLASLt's products where there are such; not closed with this
   */
  Fp8Products(Torch torch, CudaDevice cuda, Optional<MatrixProducts> products) {
    this.torch = torch;
    this.cuda = cuda;
    this.products = products.filter(each -> serves(torch, cuda, each));
    this.byLibtorch = new Fp8ByLibtorch(torch);
    this.usesNoLibtorch = this.products.isPresent();
  }

  /** Returns true if cuBLASLt serves rows in fp8: a product and a sum are tried once. */
  private static boolean serves(Torch torch, CudaDevice cuda, MatrixProducts products) {
    var sizes = new Sizes(TYPICAL_ROWS, TRIED_WIDTH, TRIED_WIDTH, false);
    if (!products.servesInFp8(sizes)) {
      cuda.refuse(NAME, "cuBLASLt has none with a factor a row");
      return false;
    }
    try (var scope = torch.manager().newSubManager()) {
      var x = Rows.emptyInFp8(torch, scope, sizes.rows(), sizes.inputs()).addresses(cuda);
      var weight = Rows.emptyInFp8(torch, scope, sizes.outputs(), sizes.inputs()).addresses(cuda);
      var y = cuda.empty(scope, sizes.rows(), sizes.outputs());
      products.multiplyInFp8(sizes, x, weight, 0, cuda.address(y));
      products.addProductInFp8(sizes, x, weight, cuda.address(y));
      return true;
    } catch (CudaException e) {
      cuda.refuse(NAME, String.valueOf(e.getMessage()));
      return false;
    }
  }

  /**
   * Returns true if cuBLASLt has served every product so far, and serves the typical number of rows
   * for every weight.
   */
  boolean usesNoLibtorch() {
    return usesNoLibtorch;
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
      var weight =
          new Weight(rows.matrix().transpose(), rows.factors().map(each -> each.transpose()), bias);
      var sizes = weight.sizes(TYPICAL_ROWS);
      boolean served = usesNoLibtorch;
      if (serving(sizes).isEmpty() && served) {
        cuda.refuse(NAME, "cuBLASLt has no algorithm for " + sizes);
      }
      return weight;
    }
  }

  /** Returns cuBLASLt's products if they serve some sizes, and notes if they do not. */
  private Optional<MatrixProducts> serving(Sizes sizes) {
    var serving = products.filter(each -> each.servesInFp8(sizes));
    usesNoLibtorch &= serving.isPresent();
    return serving;
  }

  /** Returns the outputs of a linear layer for rows: [n, outputs]. */
  PtNDArray product(NDManager owner, Rows h, Weight weight) {
    var sizes = weight.sizes(h.count());
    var serving = serving(sizes);
    if (serving.isEmpty()) {
      return byLibtorch.product(owner, h, weight);
    }
    var y = cuda.empty(owner, sizes.rows(), sizes.outputs());
    long bias = cuda.address(weight.bias());
    serving.get().multiplyInFp8(sizes, h.addresses(cuda), addresses(weight), bias, cuda.address(y));
    return y;
  }

  /** Adds the outputs of a linear layer without a bias for y [n, inputs] to n rows of x. */
  void addProduct(PtNDArray x, int from, int n, Rows y, Weight weight) {
    var sizes = weight.sizesWithoutBias(n);
    var serving = serving(sizes);
    if (serving.isEmpty()) {
      byLibtorch.addProduct(x, from, n, y, weight);
    } else {
      long to = cuda.rowAddress(x, from);
      serving.get().addProductInFp8(sizes, y.addresses(cuda), addresses(weight), to);
    }
  }

  private Fp8Rows addresses(Weight weight) {
    return new Rows(weight.matrix(), weight.factors()).addresses(cuda);
  }

  @Override
  public void close() {
    byLibtorch.close();
  }
}
