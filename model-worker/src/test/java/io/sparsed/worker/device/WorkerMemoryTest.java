package io.sparsed.worker.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.worker.attention.AttentionPrecision;
import io.sparsed.worker.model.Architecture;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.model.NamedWeights;
import io.sparsed.worker.tensor.ElementType;
import org.junit.jupiter.api.Test;

class WorkerMemoryTest {
  private static final int TOKENS = 4096;
  private static final long WEIGHTS = 1000;
  private static final AttentionPrecision FULL = new AttentionPrecision.Full();
  private static final ModelSpec SPEC = NamedWeights.small(Architecture.LLADA);

  @Test
  void onGpu_twoDevices_eachHasAllWeightsAndItsPartOfThePass() {
    WorkerMemory one = WorkerMemory.onGpu(SPEC, WEIGHTS, ElementType.BFLOAT16, FULL, TOKENS, 1);
    WorkerMemory two = WorkerMemory.onGpu(SPEC, WEIGHTS, ElementType.BFLOAT16, FULL, TOKENS, 2);

    long logits = (long) TOKENS * SPEC.vocabulary() * Float.BYTES;
    assertThat(two.weights()).isEqualTo(WEIGHTS);
    assertThat(two.pass() - logits).isEqualTo((one.pass() - logits) / 2);
    assertThat(two.pattern()).isEqualTo(one.pattern() / 2);
    assertThat(two.runtime()).isEqualTo(one.runtime());
  }

  @Test
  void onGpu_attentionInFp8_countsQueriesKeysAndValuesOfACanvas() {
    ModelSpec spec = NamedWeights.small(Architecture.LLADA, 128);
    int tokens = 65_536;
    WorkerMemory full = onGpu(spec, FULL, tokens, 1);
    WorkerMemory fp8 = onGpu(spec, new AttentionPrecision.InFp8(), tokens, 1);
    WorkerMemory half = onGpu(spec, new AttentionPrecision.InFp8(), tokens, 2);

    long tensors = spec.heads() + 2L * spec.kvHeads();
    long operands = tensors * tokens * 128;
    long scratch = fp8.pass() - full.pass();
    assertThat(scratch).isBetween(operands, operands + operands / 50);
    assertThat(half.pass() - onGpu(spec, FULL, tokens, 2).pass()).isEqualTo(scratch / 2);
    assertThat(onGpu(spec, new AttentionPrecision.NotInFp8("no GPU"), tokens, 1)).isEqualTo(full);
  }

  private static WorkerMemory onGpu(
      ModelSpec spec, AttentionPrecision attention, int tokens, int devices) {
    return WorkerMemory.onGpu(spec, WEIGHTS, ElementType.BFLOAT16, attention, tokens, devices);
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
