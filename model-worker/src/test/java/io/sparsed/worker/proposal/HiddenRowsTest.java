package io.sparsed.worker.proposal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests from which hidden states the requests of a pass are answered. */
class HiddenRowsTest {
  @Test
  void chunked_oneChunk_everyCanvasOfAllPositions() {
    assertThat(HiddenRows.chunked(guided(PredictionRow.SAME), 2, 3))
        .containsExactly(7, 9, 21, 17, 19, 23);
  }

  @Test
  void chunked_twoChunks_everyCanvasOfEach() {
    assertThat(HiddenRows.chunked(guided(PredictionRow.SAME), 2, 2))
        .containsExactly(7, 9, 17, 19, 21, 23);
  }

  @Test
  void chunked_previousRow_theRowBefore() {
    assertThat(HiddenRows.chunked(guided(PredictionRow.PREVIOUS), 1, 9)).containsExactly(6, 8, 20);
  }

  @Test
  void noiseKeys_twoRequests_oneAPosition() {
    assertThat(HiddenRows.noiseKeys(guided(PredictionRow.SAME)))
        .containsExactly(NoiseKey.of(1, 0, 7), NoiseKey.of(1, 0, 9), NoiseKey.of(1, 0, 257));
  }

  /** Two canvases of 10 rows from row 0; then two of 2, from their row 256, from row 20. */
  private static List<HiddenRows> guided(PredictionRow row) {
    return List.of(new HiddenRows(request(row, 7, 9), 0), new HiddenRows(request(row, 257), 20));
  }

  private static ProposalRequest request(PredictionRow row, int... positions) {
    var settings =
        new SamplingSettings(
            new Sampling.Greedy(),
            Confidence.PROBABILITY,
            Optional.of(new Guidance(1.5, 500)),
            false);
    return new ProposalRequest(positions, row, settings, 1, 0);
  }
}
