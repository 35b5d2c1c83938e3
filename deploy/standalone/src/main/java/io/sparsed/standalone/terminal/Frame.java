package io.sparsed.standalone.terminal;

import io.sparsed.client.AttentionMode;
import java.time.Duration;
import java.util.BitSet;

/**
 * A Frame is the canvas at one moment.
 *
 * @param step number of steps that are done
 * @param maxSteps the most steps there can be
 * @param attention attention of the last step
 * @param reused whether the last step reused keys and values
 * @param committed number of generated positions that have a token
 * @param genLength number of generated positions
 * @param elapsed time since the start
 * @param text the generation, with a masked position as {@link #MASK}
 * @param fresh indices of the characters of {@code text} that the last step wrote
 */
record Frame(
    int step,
    int maxSteps,
    AttentionMode attention,
    boolean reused,
    int committed,
    int genLength,
    Duration elapsed,
    String text,
    BitSet fresh) {
  /** Character of a masked position. */
  static final char MASK = '\u2591';

  Frame {
    fresh = (BitSet) fresh.clone();
  }
}
