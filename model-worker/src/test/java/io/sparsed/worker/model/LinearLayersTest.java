package io.sparsed.worker.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.worker.cuda.Kernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LinearLayersTest {
  private static final Kernels NONE = new Kernels.Portable("the device is a CPU");

  @ParameterizedTest
  @EnumSource(names = {"FP8_LINEAR", "FP8"})
  void choose_fp8WithoutKernels_saysWhyNot(Precision precision) {
    var spec = NamedWeights.small(Architecture.LLADA);
    assertThat(LinearLayers.choose(precision, NONE, spec).description())
        .isEqualTo("; linear layers not in fp8: the device is a CPU");
  }

  @Test
  void choose_notAsked_saysNothing() {
    var spec = NamedWeights.small(Architecture.LLADA);
    assertThat(LinearLayers.choose(Precision.FULL, NONE, spec).description()).isEmpty();
  }
}
