package io.sparsed.worker.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.ElementType;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests cuBLASLt's products on a GPU, in the sizes of LLaDA-8B's and Dream-7B's layers. */
class MatrixProductsTest {
  private Gpu gpu;
  private NDManager scope;
  private MatrixProducts products;

  @BeforeEach
  void open() {
    gpu = Gpu.open();
    scope = gpu.torch().manager().newSubManager();
    var cuda = gpu.kernels().device();
    products = MatrixProducts.find(gpu.torch(), cuda).orElseThrow();
  }

  @AfterEach
  void close() {
    if (gpu != null) {
      products.close();
      scope.close();
      gpu.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "4096, 12288, false",
    "4096, 4096, false",
    "4096, 24576, false",
    "12288, 4096, false",
    "3584, 4608, true",
    "18944, 3584, false"
  })
  void multiply_anyNumberOfRows_aRowDoesNotDependOnIt(int inputs, int outputs, boolean hasBias) {
    var x = normal(4096, inputs);
    var weight = normal(outputs, inputs);
    var bias = normal(outputs);
    float[] alone = rows(128, x, weight, bias, hasBias);
    for (int rows : new int[] {129, 160, 256, 512, 700, 2048, 4096}) {
      float[] more = rows(rows, x, weight, bias, hasBias);
      assertThat(Arrays.copyOf(more, alone.length)).as("%d rows", rows).isEqualTo(alone);
    }
  }

  @ParameterizedTest
  @CsvSource({"64, 96, true", "512, 256, false"})
  void multiply_smallSizes_asInFp32(int inputs, int outputs, boolean hasBias) {
    var x = normal(8, inputs);
    var weight = normal(outputs, inputs);
    var bias = normal(outputs);
    float[] found = rows(8, x, weight, bias, hasBias);
    var exact = wide(x).matMul(wide(weight).transpose());
    float[] expected = (hasBias ? exact.add(wide(bias)) : exact).toFloatArray();
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(0.01f * (1 + Math.abs(expected[i]))));
    }
  }

  @ParameterizedTest
  @CsvSource({"4096, 12288, false", "12288, 4096, false", "3584, 4608, true"})
  void servesInFp8_newLibraryOnHopper_anyNumberOfRows(int inputs, int outputs, boolean hasBias)
      throws Exception {
    assumeTrue(gpu.kernels().device().isHopper());
    try (var cublas = new CublasLt()) {
      assumeTrue(cublas.hasFactorsOfRows(), "cuBLASLt is too old");
    }
    for (int rows : new int[] {32, 128, 129, 160, 700, 4096}) {
      var sizes = new MatrixProducts.Sizes(rows, inputs, outputs, hasBias);
      assertThat(products.servesInFp8(sizes)).as("%d rows", rows).isTrue();
    }
  }

  private float[] rows(int rows, PtNDArray x, PtNDArray weight, PtNDArray bias, boolean hasBias) {
    int inputs = Math.toIntExact(weight.getShape().get(1));
    int outputs = Math.toIntExact(weight.getShape().get(0));
    var torch = gpu.torch();
    try (var y = torch.empty(scope, ElementType.BFLOAT16, rows, outputs)) {
      products.multiply(
          new MatrixProducts.Sizes(rows, inputs, outputs, hasBias),
          torch.address(x),
          torch.address(weight),
          torch.address(bias),
          torch.address(y));
      return wide(y).toFloatArray();
    }
  }

  private PtNDArray wide(PtNDArray tensor) {
    return gpu.torch().convert(scope, tensor, ElementType.FLOAT32);
  }

  private PtNDArray normal(long... shape) {
    try (var normal = (PtNDArray) scope.randomNormal(new Shape(shape))) {
      return gpu.torch().convert(scope, normal, ElementType.BFLOAT16);
    }
  }
}
