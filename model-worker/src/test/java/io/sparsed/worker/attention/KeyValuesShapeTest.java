package io.sparsed.worker.attention;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import org.junit.jupiter.api.Test;

/** Tests what kept keys and values take, in both formats. */
class KeyValuesShapeTest {
  private static final KeyValuesShape LLADA_8B =
      new KeyValuesShape(32, 32, 128, ElementType.BFLOAT16);

  @Test
  void bytesPerToken_bf16_ofEveryElement() {
    assertThat(LLADA_8B.bytesPerToken()).isEqualTo(2 * 32 * 32 * 128 * 2);
  }

  @Test
  void bytesPerToken_fp8_aByteAnElementAndAFactorARow() {
    assertThat(LLADA_8B.inFp8().bytesPerToken()).isEqualTo(2 * 32 * 32 * (128 + 4));
  }

  @Test
  void of_aCpu_asTheModelComputes() {
    var shape = new KeyValuesShape(2, 3, 128, ElementType.FLOAT32);
    try (var torch = Torch.open("cpu");
        var memory =
            KeyValuesMemory.of(
                torch, new Kernels.Portable("a CPU"), shape, new AttentionPrecision.Full())) {
      assertThat(memory.shape()).isEqualTo(shape);
    }
  }
}
