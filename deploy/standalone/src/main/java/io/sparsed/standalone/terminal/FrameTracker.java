package io.sparsed.standalone.terminal;

import io.sparsed.client.Commit;
import io.sparsed.client.Event;
import java.time.Duration;
import java.util.BitSet;

/** Makes frames of the events of one generation. Owned by the thread that reads them. */
final class FrameTracker {
  /** Stands for a token of a model that has no tokenizer. */
  private static final char TOKEN = '\u2588';

  private final int genLength;
  private final int maskTokenId;
  private final StringBuilder tokens;
  private String text;

  /**
   * @param genLength generated positions
   * @param maskTokenId a commit of this token leaves its position masked
   */
  FrameTracker(int genLength, int maskTokenId) {
    this.genLength = genLength;
    this.maskTokenId = maskTokenId;
    this.text = String.valueOf(Frame.MASK).repeat(genLength);
    this.tokens = new StringBuilder(text);
  }

  Frame after(Event.Progress progress, Duration elapsed) {
    for (Commit commit : progress.commits()) {
      if (commit.tokenId() != maskTokenId) {
        tokens.setCharAt(commit.position(), TOKEN);
      }
    }
    String before = text;
    text = progress.text().filter(snapshot -> !snapshot.isEmpty()).orElseGet(tokens::toString);
    BitSet fresh = FreshText.between(before, text);
    return new Frame(
        progress.step() + 1,
        progress.steps(),
        progress.generationBlock(),
        progress.attention(),
        genLength - progress.masked(),
        genLength,
        elapsed,
        text,
        fresh);
  }
}
