package io.sparsed.worker.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.cuda.Gpu;
import io.sparsed.worker.tensor.ElementType;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares the parts of a layer on the CUDA kernels with the portable ones, in bf16. */
class CudaLayersTest {
  private static final double TOLERANCE = 0.01;
  private static final int TOKENS = 20_000; // the MLP takes them in two parts

  private Gpu gpu;
  private NDManager scope;

  @BeforeEach
  void open() {
    gpu = Gpu.open();
    scope = gpu.torch().manager().newSubManager();
  }

  @AfterEach
  void close() {
    if (gpu != null) {
      scope.close();
      gpu.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void layer_anyArchitecture_asPortable(Architecture architecture) {
    var spec = NamedWeights.small(architecture);
    var weights = new NamedWeights(gpu.torch(), spec, ElementType.BFLOAT16);
    var reordered = PartialRotation.of(gpu.torch(), spec, weights);
    try (var portable = new PortableLayers(gpu.torch(), spec, reordered);
        var cuda = Layers.load(gpu.torch(), gpu.kernels(), spec, weights, new LinearLayers.Full());
        var rotary = new Rotary(gpu.torch(), spec, ElementType.BFLOAT16)) {
      assertThat(cuda).isInstanceOf(CudaLayers.class);
      var x = normal(TOKENS, spec.hidden());
      var rope = rotary.tables(scope, List.of(RowRange.all(TOKENS)));

      var input = cuda.attentionInput(scope, 1, x, rope);
      var expectedInput = portable.attentionInput(scope, 1, x, rope);
      assertClose(input.q(), expectedInput.q());
      assertClose(input.k(), expectedInput.k());
      assertClose(input.v(), expectedInput.v());

      long[] wanted = LongStream.range(TOKENS / 2, TOKENS).toArray();
      var rows = Optional.of(gpu.torch().upload(scope, wanted));
      var some = cuda.attentionInput(scope, 1, x, rope, rows);
      assertClose(
          some.q(), gpu.torch().rows(scope, expectedInput.q(), TOKENS / 2, TOKENS - TOKENS / 2));
      assertClose(some.k(), expectedInput.k());
      assertClose(some.v(), expectedInput.v());

      var attended = normal(TOKENS, (long) spec.heads() * spec.headDim());
      var copy =
          gpu.torch()
              .convert(
                  scope, gpu.torch().convert(scope, x, ElementType.FLOAT32), ElementType.BFLOAT16);
      var found = cuda.attentionOutput(scope, 1, copy, attended);
      var expected = portable.attentionOutput(scope, 1, x, attended);
      assertClose(found, expected);
      assertClose(cuda.feedForward(scope, 1, found), portable.feedForward(scope, 1, expected));
    }
  }

  private void assertClose(PtNDArray found, PtNDArray expected) {
    assertThat(found.getShape()).isEqualTo(expected.getShape());
    float[] values = wide(found);
    float[] exact = wide(expected);
    double error = 0;
    double size = 0;
    for (int i = 0; i < exact.length; i++) {
      error += Math.abs(exact[i] - values[i]);
      size += Math.abs(exact[i]);
    }
    assertThat(error / size).isLessThan(TOLERANCE);
  }

  private float[] wide(PtNDArray tensor) {
    return gpu.torch().convert(scope, tensor, ElementType.FLOAT32).toFloatArray();
  }

  private PtNDArray normal(long... shape) {
    try (var normal = (PtNDArray) scope.randomNormal(new Shape(shape))) {
      return gpu.torch().convert(scope, normal, ElementType.BFLOAT16);
    }
  }
}
