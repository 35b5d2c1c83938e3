package io.sparsed.worker.device;

import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.proposal.PredictionRow;
import io.sparsed.worker.proposal.ProposalRequest;
import io.sparsed.worker.proposal.SamplingSettings;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The forwards of a request that reuses keys and values.
 *
 * @param canvas tokens
 * @param promptLength tokens of the prompt
 * @param active rows that reuse steps compute
 * @param row row that predicts a position
 * @param settings how tokens are sampled
 */
record ReuseForwards(
    int[] canvas, int promptLength, RowRange active, PredictionRow row, SamplingSettings settings) {

  /** Returns a canvas of random tokens below 900, and masks (999) from the prompt's end on. */
  static int[] canvas(int length, int promptLength) {
    var random = new Random(length);
    return IntStream.range(0, length)
        .map(i -> i < promptLength ? random.nextInt(900) : 999)
        .toArray();
  }

  /** Returns the forward over all rows that keeps nothing. */
  Forward plain(AttentionDirective attention) {
    return new Forward(
        canvas, promptLength, attention, request(positions(), RowRange.all(canvas.length)));
  }

  Forward refresh(String id, AttentionDirective attention) {
    return new Forward(
        canvas,
        promptLength,
        attention,
        new KeyValuesDirective.Keep(id, "", active),
        request(positions(), RowRange.all(canvas.length)));
  }

  Forward reuse(String id, AttentionDirective attention) {
    return new Forward(
        Arrays.copyOfRange(canvas, active.first(), active.end()),
        promptLength,
        attention,
        new KeyValuesDirective.Reuse(id, canvas.length, active),
        request(positions(), active));
  }

  /** Returns the same request with another token at a position. */
  ReuseForwards with(int position, int token) {
    int[] changed = canvas.clone();
    changed[position] = token;
    return new ReuseForwards(changed, promptLength, active, row, settings);
  }

  private int[] positions() {
    return IntStream.range(promptLength, canvas.length)
        .filter(position -> active.contains(row.rowOf(position)) && canvas[position] == 999)
        .toArray();
  }

  private ProposalRequest request(int[] positions, RowRange rows) {
    return new ProposalRequest(positions, rows, row, settings, 0, 0);
  }
}
