package io.sparsed.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.Gpu;
import io.sparsed.worker.cuda.MatrixProducts;
import io.sparsed.worker.model.AttentionWeights.Projection;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests on a GPU that rows in fp8 have the bits that libtorch's operations give, and that linear
 * layers give what libtorch's do but for rounding.
 */
class Fp8ProductsTest {
  private static final ModelSpec SPEC = NamedWeights.small(Architecture.LLADA);
  private static final int HIDDEN = SPEC.hidden();
  private static final int OUTPUTS = 768;

  private Gpu gpu;
  private Torch torch;
  private CudaDevice cuda;
  private NDManager scope;
  private CudaLinear linear;
  private Script byLibtorch;

  /** An Expected is the result of libtorch's operations for rows and a linear layer. */
  private record Expected(PtNDArray rows, PtNDArray factors, PtNDArray outputs, PtNDArray sum) {}

  @BeforeEach
  void open() {
    gpu = Gpu.open();
    torch = gpu.torch();
    cuda = gpu.kernels().device();
    scope = torch.manager().newSubManager();
    linear = new CudaLinear(torch, cuda, new LinearLayers.InFp8());
    byLibtorch = torch.script("fp8_by_libtorch");
  }

  @AfterEach
  void close() {
    if (gpu != null) {
      byLibtorch.close();
      linear.close();
      scope.close();
      gpu.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 96, 1000})
  void rows_ofNormGateAndAttention_bitsOfLibtorch(int count) {
    assumeTrue(cuda.isHopper());
    try (var exact = new CudaFunctions(torch, cuda, SPEC, false);
        var inFp8 = new CudaFunctions(torch, cuda, SPEC, true)) {
      var x = normal(count, HIDDEN);
      assertRows(linear.rows(scope, x), x);
      var weight = normal(HIDDEN);
      assertRows(inFp8.norm(scope, x, weight), exact.rmsNorm(scope, x, weight));
      var gateUp = normal(count, 2048);
      assertRows(inFp8.gate(scope, gateUp), exact.gate(scope, gateUp).matrix());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 96, 1000})
  void product_ofAllOrSomeRowsAndOutputs_closeToLibtorch(int count) {
    assumeTrue(cuda.isHopper());
    var x = normal(count, HIDDEN);
    var weight = normal(OUTPUTS, HIDDEN);
    var bias = normal(OUTPUTS);
    var residual = normal(count, OUTPUTS);
    int from = count / 32 * 8;
    int n = count / 2;
    var all = expected(x, weight, bias, residual);
    var ofSomeRows =
        expected(torch.rows(scope, x, from, n), weight, bias, torch.rows(scope, residual, from, n));
    var ofSomeOutputs =
        expected(
            x,
            torch.rows(scope, weight, 256, 512),
            torch.rows(scope, bias, 256, 512),
            torch.narrow(scope, residual, 1, 256, 512));

    var layer = linear.fused(List.of(projection(weight, bias, 0), projection(weight, bias, 384)));
    assertThat(layer.outputs()).isEqualTo(OUTPUTS);
    assertThat(layer.inputs()).isEqualTo(HIDDEN);
    var rows = linear.rows(scope, x);
    assertClose(linear.product(scope, rows, 0, count, layer), all.outputs());
    assertClose(linear.product(scope, rows, from, n, layer), ofSomeRows.outputs());
    var part = linear.outputs(layer, 256, 512);
    assertClose(linear.product(scope, rows, 0, count, part), ofSomeOutputs.outputs());
    linear.addProduct(residual, from, n, rows.part(torch, scope, from, n), layer);
    assertClose(torch.rows(scope, residual, from, n), ofSomeRows.sum());
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 96, 1000})
  void addProduct_ofRowsInBf16_closeToLibtorch(int count) {
    assumeTrue(cuda.isHopper());
    var x = normal(count, HIDDEN);
    var weight = normal(OUTPUTS, HIDDEN);
    var residual = normal(count, OUTPUTS);
    var expected = expected(x, weight, normal(OUTPUTS), residual);
    linear.addProduct(residual, x, linear.weight(weight));
    assertClose(residual, expected.sum());
  }

  @ParameterizedTest
  @CsvSource({
    "4096, 12288",
    "4096, 4096",
    "4096, 24576",
    "12288, 4096",
    "3584, 4608",
    "18944, 3584"
  })
  void product_of128To2048Rows_aRowDoesNotDependOnTheirNumber(int inputs, int outputs) {
    assumeTrue(cuda.isHopper());
    var rows = linear.rows(scope, normal(2048, inputs));
    var layer = linear.weight(normal(outputs, inputs));
    float[] alone = wide(linear.product(scope, rows, 0, 128, layer));
    for (int n : new int[] {129, 160, 256, 512, 700, 2048}) {
      float[] more = wide(linear.product(scope, rows, 0, n, layer));
      assertThat(Arrays.copyOf(more, alone.length)).as("%d rows", n).isEqualTo(alone);
    }
  }

  @Test
  void usesNoLibtorch_whereCublasServes() {
    assumeCublas();
    var layer = linear.weight(normal(OUTPUTS, HIDDEN));
    assertThat(linear.usesNoLibtorch()).isTrue();
    var rows = linear.rows(scope, normal(160, HIDDEN));
    var y = linear.product(scope, rows, 0, 160, layer);
    linear.addProduct(y, 32, 128, rows.part(torch, scope, 32, 128), layer);
    assertThat(linear.usesNoLibtorch()).isTrue();
    try (var inBf16 = new CudaLinear(torch, cuda, new LinearLayers.Full())) {
      assertThat(inBf16.usesNoLibtorch()).isTrue();
    }
  }

  private void assumeCublas() {
    assumeTrue(cuda.isHopper());
    try (var products = MatrixProducts.find(torch, cuda).orElseThrow()) {
      var sizes = new MatrixProducts.Sizes(128, HIDDEN, OUTPUTS, false);
      assumeTrue(products.servesInFp8(sizes), "cuBLASLt has no factors of rows");
    }
  }

  private Expected expected(PtNDArray x, PtNDArray weight, PtNDArray bias, PtNDArray residual) {
    var parts = byLibtorch.callForList(scope, x, weight, bias, residual);
    return new Expected(parts[0], parts[1], parts[2], parts[3]);
  }

  private void assertRows(Rows found, PtNDArray inBf16) {
    int width = Math.toIntExact(inBf16.getShape().get(1));
    var expected = expected(inBf16, normal(16, width), normal(16), normal(found.count(), 16));
    assertSame(found.matrix(), expected.rows());
    assertSame(found.factors().orElseThrow(), expected.factors());
  }

  private void assertSame(PtNDArray found, PtNDArray expected) {
    assertThat(found.getShape()).isEqualTo(expected.getShape());
    assertThat(wide(found)).isEqualTo(wide(expected));
  }

  /** Asserts that elements differ by no more than the rounding of products and sums to bf16. */
  private void assertClose(PtNDArray found, PtNDArray expected) {
    assertThat(found.getShape()).isEqualTo(expected.getShape());
    float[] each = wide(found);
    float[] near = wide(expected);
    float least = (float) Math.sqrt(HIDDEN) / 64; // near 0, with terms of sqrt(HIDDEN)
    for (int i = 0; i < each.length; i++) {
      assertThat(each[i]).isCloseTo(near[i], within(Math.abs(near[i]) / 128 + least));
    }
  }

  /** A copy of half of a layer's outputs. */
  private Projection projection(PtNDArray weight, PtNDArray bias, long first) {
    return new Projection(copy(weight, first), Optional.of(copy(bias, first)));
  }

  private PtNDArray copy(PtNDArray tensor, long first) {
    var half = torch.rows(scope, tensor, first, OUTPUTS / 2);
    var wide = torch.convert(scope, half, ElementType.FLOAT32);
    return torch.convert(scope, wide, ElementType.BFLOAT16);
  }

  private float[] wide(PtNDArray tensor) {
    return torch.convert(scope, tensor, ElementType.FLOAT32).toFloatArray();
  }

  private PtNDArray normal(long... shape) {
    return inBf16((PtNDArray) scope.randomNormal(new Shape(shape)));
  }

  private PtNDArray inBf16(PtNDArray wide) {
    try (wide) {
      return torch.convert(scope, wide, ElementType.BFLOAT16);
    }
  }
}
