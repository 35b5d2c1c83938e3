package io.sparsed.worker.proposal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.model.ModelFamily;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests from which hidden states the proposals of a pass are computed. */
class AskerTest {
  /** Two canvases of 10 rows from row 0; then two of 4, from their row 256, from row 20. */
  private static final List<Question> GUIDED =
      List.of(question(new RowRange(0, 10), 0, 7, 9), question(new RowRange(256, 4), 20, 257));

  private static Question question(RowRange rows, int firstRow, int... positions) {
    var wanted =
        new ProposalSpec(positions, Confidence.PROBABILITY, new Sampling.Greedy(), 1, false);
    return new Question(wanted, rows, firstRow, 0, 1.5);
  }

  @Test
  void rows_oneChunk_everyCanvasOfAllPositions() {
    assertThat(Asker.rows(ModelFamily.LLADA, GUIDED, 2, 3)).containsExactly(7, 9, 21, 17, 19, 25);
  }

  @Test
  void rows_twoChunks_everyCanvasOfEach() {
    assertThat(Asker.rows(ModelFamily.LLADA, GUIDED, 2, 2)).containsExactly(7, 9, 17, 19, 21, 25);
  }

  @Test
  void rows_dream_theRowBefore() {
    assertThat(Asker.rows(ModelFamily.DREAM, GUIDED, 1, 9)).containsExactly(6, 8, 20);
  }
}
