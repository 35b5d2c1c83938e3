package io.sparsed.worker.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.worker.cuda.Kernels;
import org.junit.jupiter.api.Test;

class LinearLayersTest {
  private static final Kernels NONE = new Kernels.Portable("the device is a CPU");

  @Test
  void choose_fp8WithoutKernels_saysWhyNot() {
    var spec = NamedWeights.small(Architecture.LLADA);
    assertThat(LinearLayers.choose(Precision.FP8, NONE, spec).description())
        .isEqualTo("; linear layers not in fp8: the device is a CPU");
  }

  @Test
  void choose_notAsked_saysNothing() {
    var spec = NamedWeights.small(Architecture.LLADA);
    assertThat(LinearLayers.choose(Precision.FULL, NONE, spec).description()).isEmpty();
  }
}
