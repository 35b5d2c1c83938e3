package io.sparsed.worker.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.worker.model.Architecture;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.model.NamedWeights;
import io.sparsed.worker.tensor.ElementType;
import org.junit.jupiter.api.Test;

class WorkerMemoryTest {
  private static final int TOKENS = 4096;
  private static final long WEIGHTS = 1000;
  private static final ModelSpec SPEC = NamedWeights.small(Architecture.LLADA);

  @Test
  void onGpu_twoDevices_eachHasAllWeightsAndItsPartOfThePass() {
    WorkerMemory one = WorkerMemory.onGpu(SPEC, WEIGHTS, ElementType.BFLOAT16, TOKENS, 1);
    WorkerMemory two = WorkerMemory.onGpu(SPEC, WEIGHTS, ElementType.BFLOAT16, TOKENS, 2);

    long logits = (long) TOKENS * SPEC.vocabulary() * Float.BYTES;
    assertThat(two.weights()).isEqualTo(WEIGHTS);
    assertThat(two.pass() - logits).isEqualTo((one.pass() - logits) / 2);
    assertThat(two.pattern()).isEqualTo(one.pattern() / 2);
    assertThat(two.runtime()).isEqualTo(one.runtime());
  }

  @Test
  void onCpu_twoDevices_areInOneProcess() {
    WorkerMemory one = WorkerMemory.onCpu(SPEC, WEIGHTS, ElementType.FLOAT32, TOKENS, 1);
    WorkerMemory two = WorkerMemory.onCpu(SPEC, WEIGHTS, ElementType.FLOAT32, TOKENS, 2);

    assertThat(two.weights()).isEqualTo(2 * WEIGHTS);
    assertThat(two.pass()).isGreaterThan(one.pass());
    assertThat(two.pattern()).isEqualTo(one.pattern());
    assertThat(two.runtime()).isEqualTo(one.runtime());
  }
}
