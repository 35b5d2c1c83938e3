package io.sparsed.worker.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests how the memory of recordings is given out. */
class RecordedMemoryTest {
  private static final long BLOCK = RecordedMemory.BLOCK_BYTES;

  private final List<Long> allocated = new ArrayList<>();
  private final RecordedMemory memory =
      new RecordedMemory(
          bytes -> {
            allocated.add(bytes);
            return allocated.size() * (1L << 40);
          });

  @Test
  void take_small_oneAfterAnotherAligned() {
    long first = memory.take(1);
    assertThat(memory.take(300)).isEqualTo(first + 256);
    assertThat(memory.take(1)).isEqualTo(first + 256 + 512);
    assertThat(allocated).containsExactly(BLOCK);
  }

  @Test
  void take_whatTheBlockLacks_isInANewOneOfThatSize() {
    memory.take(BLOCK - 256);
    assertThat(memory.take(256)).isEqualTo((1L << 40) + BLOCK - 256);
    assertThat(memory.take(3 * BLOCK)).isEqualTo(2L << 40);
    assertThat(memory.take(1)).isEqualTo(3L << 40);
    assertThat(allocated).containsExactly(BLOCK, 3 * BLOCK, BLOCK);
  }

  @Test
  void reuse_ofTheSameSizes_givesTheSameAddressesAndNoNewBlock() {
    List<Long> sizes = List.of(BLOCK / 2, BLOCK, 2 * BLOCK, 1L);
    var before = sizes.stream().map(memory::take).toList();
    memory.reuse();
    assertThat(sizes.stream().map(memory::take).toList()).isEqualTo(before);
    assertThat(allocated).containsExactly(BLOCK, BLOCK, 2 * BLOCK, BLOCK);
  }

  @Test
  void take_moreThanAll_isRefusedAndLessIsNot() {
    memory.take(BLOCK);
    assertThatThrownBy(() -> memory.take(RecordedMemory.MOST_BYTES))
        .isInstanceOf(RecordedMemory.ExhaustedException.class);
    memory.reuse();
    assertThat(memory.take(BLOCK)).isEqualTo(1L << 40);
  }
}
