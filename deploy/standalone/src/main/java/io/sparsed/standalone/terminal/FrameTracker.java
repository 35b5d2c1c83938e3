package io.sparsed.standalone.terminal;

import io.sparsed.client.Commit;
import io.sparsed.client.Event;
import java.time.Duration;
import java.util.BitSet;

/** Makes frames of the events of one generation. The thread that reads them owns it. */
final class FrameTracker {
  /** Character of a token of a model without tokenizer. */
  private static final char TOKEN = '\u2588';

  private final int maskTokenId;
  private final StringBuilder tokens;
  private String text;

  /**
   * @param genLength number of generated positions, to which an answer of open length adds more
   * @param maskTokenId the mask token, whose commit leaves a position masked
   */
  FrameTracker(int genLength, int maskTokenId) {
    this.maskTokenId = maskTokenId;
    this.text = String.valueOf(Frame.MASK).repeat(genLength);
    this.tokens = new StringBuilder(text);
  }

  Frame after(Event.Progress progress, Duration elapsed) {
    for (Commit commit : progress.commits()) {
      growTo(commit.position() + 1);
      if (commit.tokenId() != maskTokenId) {
        tokens.setCharAt(commit.position(), TOKEN);
      }
    }
    int committed = (int) tokens.chars().filter(each -> each == TOKEN).count();
    growTo(committed + progress.masked());
    String before = text;
    text = progress.text().filter(snapshot -> !snapshot.isEmpty()).orElseGet(tokens::toString);
    BitSet fresh = FreshText.between(before, text);
    return new Frame(
        progress.step() + 1,
        progress.steps(),
        progress.attention(),
        progress.reused(),
        committed,
        tokens.length(),
        elapsed,
        text,
        fresh);
  }

  private void growTo(int length) {
    tokens.repeat(Frame.MASK, Math.max(0, length - tokens.length()));
  }
}
