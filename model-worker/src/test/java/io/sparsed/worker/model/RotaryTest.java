package io.sparsed.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests the cosines and sines of positions. */
class RotaryTest {
  private static final int LENGTH = 3000;

  private static float[] tables(Architecture architecture, ElementType type) {
    var spec = NamedWeights.small(architecture);
    try (var torch = Torch.open("cpu");
        var scope = torch.manager().newSubManager();
        var rotary = new Rotary(torch, spec, type)) {
      return rotary.tables(scope, List.of(RowRange.all(LENGTH))).toFloatArray();
    }
  }

  /** Returns the bf16 number that is nearest, the even one of two. */
  private static float rounded(float x) {
    int bits = Float.floatToRawIntBits(x);
    int odd = bits >> 16 & 1;
    return Float.intBitsToFloat(bits + 0x7fff + odd & 0xffff0000);
  }

  @Test
  void tables_illadaInBf16_everyNumberIsRounded() {
    float[] exact = tables(Architecture.ILLADA, ElementType.FLOAT32);
    float[] found = tables(Architecture.ILLADA, ElementType.BFLOAT16);

    assertThat(found).isNotEqualTo(exact);
    for (int i = 0; i < exact.length; i++) {
      assertThat(found[i]).isEqualTo(rounded(exact[i]));
    }
  }

  @Test
  void tables_othersInBf16_noneIs() {
    assertThat(tables(Architecture.LLADA, ElementType.BFLOAT16))
        .isEqualTo(tables(Architecture.LLADA, ElementType.FLOAT32));
  }

  @Test
  void tables_partOfAHead_theOthersStandStill() {
    float[] tables = tables(Architecture.LLADA_MOE, ElementType.FLOAT32);
    int heads = 64;
    int position = 7;
    for (int i = 0; i < heads; i++) {
      int pair = i % 32;
      double angle = pair < 16 ? position * Math.pow(10_000, -pair / 16.0) : 0;
      assertThat((double) tables[position * heads + i]).isCloseTo(Math.cos(angle), within(1e-5));
    }
  }
}
