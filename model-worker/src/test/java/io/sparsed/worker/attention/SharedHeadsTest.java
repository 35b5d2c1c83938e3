package io.sparsed.worker.attention;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests the key blocks that the heads of a layer agree on. */
class SharedHeadsTest {
  @Test
  void shared_headsThatDisagree_keepWhatMostChose() {
    var shape = new PatternShape(1, 2, 3, 16, 64);
    var chosen =
        Pattern.ofRows(
            shape,
            (branch, layer, head, query) ->
                switch (head) {
                  case 0 -> IntStream.of(1, 3);
                  case 1 -> IntStream.of(layer == 0 ? 2 : 1, 3);
                  default -> IntStream.of(0, 2);
                });

    var shared = SharedHeads.shared(chosen, 2);

    for (int head = 0; head < 3; head++) {
      assertThat(shared.kept(0, 0, head, 1)).containsExactly(2, 3);
      assertThat(shared.kept(0, 1, head, 1)).containsExactly(1, 3);
    }
    assertThat(shared.keptShare()).isEqualTo(0.5);
  }
}
