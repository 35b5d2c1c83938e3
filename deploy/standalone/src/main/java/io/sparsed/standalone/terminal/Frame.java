package io.sparsed.standalone.terminal;

import io.sparsed.client.AttentionMode;
import java.time.Duration;
import java.util.BitSet;

/**
 * The canvas at one moment.
 *
 * @param step steps done
 * @param steps steps in all
 * @param generationBlock index of the generation block, from 0
 * @param attention how attention ran in the last step
 * @param committed generated positions that have a token
 * @param genLength generated positions
 * @param elapsed since the start
 * @param text the generation, a masked position as {@link #MASK}
 * @param fresh indices of the characters of {@code text} that the last step wrote
 */
record Frame(
    int step,
    int steps,
    int generationBlock,
    AttentionMode attention,
    int committed,
    int genLength,
    Duration elapsed,
    String text,
    BitSet fresh) {
  /** Stands for a masked position. */
  static final char MASK = '\u2591';

  Frame {
    fresh = (BitSet) fresh.clone();
  }
}
