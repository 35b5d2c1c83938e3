package io.sparsed.worker.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests that scripts multiply by the operator that this build of libtorch has, with the same
 * result.
 */
class ScriptLoaderTest {
  @Test
  void compiles_operatorThatNobodyHas_false() {
    try (var torch = Torch.open("cpu"); // loads libtorch
        var loader = new ScriptLoader(Device.cpu(), () -> false)) {
      assertThat(torch.isGpu()).isFalse();
      assertThat(loader.compiles(negative("torch.neg"))).isTrue();
      assertThat(loader.compiles(negative("ops.nobodys.neg"))).isFalse();
    }
  }

  private static String negative(String operator) {
    return "def forward(self, x: Tensor) -> Tensor:\n    return %s(x)\n".formatted(operator);
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void linear_anyType_asAten(ElementType type) {
    try (var torch = Torch.open("auto");
        var scope = torch.manager().newSubManager();
        var both = torch.script("linear_and_aten")) {
      for (int rows : new int[] {1, 52, 333}) {
        var x = random(torch, type, rows, 96);
        var weight = random(torch, type, 80, 96);
        var products = both.callForList(scope, x, weight, random(torch, type, 80));
        assertClose(torch, products[0], products[1]);
        assertClose(torch, products[2], products[3]);
      }
    }
  }

  private static PtNDArray random(Torch torch, ElementType type, long... shape) {
    var numbers = (PtNDArray) torch.manager().randomUniform(-1, 1, new Shape(shape));
    return torch.convert(torch.manager(), numbers, type);
  }

  private static void assertClose(Torch torch, PtNDArray found, PtNDArray expected) {
    assertThat(found.getShape()).isEqualTo(expected.getShape());
    assertThat(found.getDataType()).isEqualTo(expected.getDataType());
    double rounding = found.getDataType().getNumOfBytes() == Float.BYTES ? 1e-5 : 0.1;
    float[] values = floats(torch, found);
    float[] others = floats(torch, expected);
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isCloseTo(others[i], within((float) rounding));
    }
  }

  private static float[] floats(Torch torch, PtNDArray tensor) {
    return torch.convert(torch.manager(), tensor, ElementType.FLOAT32).toFloatArray();
  }
}
