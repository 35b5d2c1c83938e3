package io.sparsed.worker.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class PatternTest {
  @Test
  void of_rowThatKeepsNothing_refused() {
    var shape = new PatternShape(1, 1, 1, 16, 48);
    assertThatThrownBy(() -> Pattern.of(shape, 1, 0, 1)).hasMessageContaining("row 1");
  }

  @Test
  void of_bitBeyondTheBlocks_refused() {
    var shape = new PatternShape(1, 1, 1, 16, 48);
    assertThatThrownBy(() -> Pattern.of(shape, 1, 8, 1))
        .hasMessageContaining("beyond its 3 blocks");
  }

  @Test
  void of_tooFewWords_refused() {
    var shape = new PatternShape(1, 1, 1, 16, 48);
    assertThatThrownBy(() -> Pattern.of(shape, 1, 1)).hasMessageContaining("3 words, not 2");
  }

  @Test
  void shape_longCanvasOfLLaDA_32MiB() {
    assertThat(new PatternShape(1, 32, 32, 128, 65_536).bytes()).isEqualTo(32L << 20);
  }

  @RepeatedTest(20)
  void builder_anyBits_keptAsSet(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    var shape =
        new PatternShape(
            1 + random.nextInt(2),
            1 + random.nextInt(3),
            1 + random.nextInt(4),
            16,
            1 + random.nextInt(3000));
    int blocks = shape.blocks();
    var builder = new Pattern.Builder(shape);
    var kept = new byte[shape.branches()][shape.layers()][shape.heads() * blocks * blocks];
    for (int branch = 0; branch < kept.length; branch++) {
      for (int layer = 0; layer < kept[branch].length; layer++) {
        byte[] bits = kept[branch][layer];
        for (int i = 0; i < bits.length; i++) {
          bits[i] = (byte) (i % blocks == 0 || random.nextInt(4) == 0 ? 1 : 0);
        }
        builder.layer(branch, layer, bits);
      }
    }
    var pattern = builder.build();
    assertThat(Pattern.of(shape, pattern.words()).words()).isEqualTo(pattern.words());

    int branch = random.nextInt(shape.branches());
    int layer = random.nextInt(shape.layers());
    int head = random.nextInt(shape.heads());
    int query = random.nextInt(blocks);
    int row = (head * blocks + query) * blocks;
    assertThat(pattern.kept(branch, layer, head, query))
        .isEqualTo(
            IntStream.range(0, blocks).filter(k -> kept[branch][layer][row + k] == 1).toArray());
  }
}
