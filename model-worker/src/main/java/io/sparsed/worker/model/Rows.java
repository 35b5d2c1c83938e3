package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.LayerKernels.Fp8Rows;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import java.util.Optional;

/**
 * The Rows are activations as linear layers take them, in bf16 or in fp8.
 *
 * @param matrix [rows, width]
 * @param factors the factor of each row where they are in fp8: [rows, 1] in fp32
 */
record Rows(PtNDArray matrix, Optional<PtNDArray> factors) implements AutoCloseable {
  /** The number that the first row of a part in fp8 is a multiple of. */
  static final int ALIGNMENT = 4; // products take factors from multiples of 16 bytes

  static Rows inBf16(PtNDArray matrix) {
    return new Rows(matrix, Optional.empty());
  }

  /** Returns rows in fp8 with uninitialized elements and factors. */
  static Rows emptyInFp8(Torch torch, NDManager owner, int rows, int width) {
    return new Rows(
        torch.emptyInFp8(owner, rows, width),
        Optional.of(torch.empty(owner, ElementType.FLOAT32, rows, 1)));
  }

  int count() {
    return Math.toIntExact(matrix.getShape().get(0));
  }

  /**
   * Returns a view of n rows from a row on.
   *
   * @throws IllegalArgumentException if the rows are in fp8 and begin at no multiple of {@link
   *     #ALIGNMENT}
   */
  Rows part(Torch torch, NDManager owner, int from, int n) {
    if (factors.isPresent() && from % ALIGNMENT != 0) {
      throw new IllegalArgumentException("rows in fp8 from row " + from);
    }
    return n == count()
        ? this
        : new Rows(
            torch.rows(owner, matrix, from, n),
            factors.map(each -> torch.rows(owner, each, from, n)));
  }

  /** Returns the addresses of rows in fp8. */
  Fp8Rows addresses(CudaDevice cuda) {
    return new Fp8Rows(cuda.address(matrix), cuda.address(factors.orElseThrow()));
  }

  @Override
  public void close() {
    matrix.close();
    factors.ifPresent(PtNDArray::close);
  }
}
