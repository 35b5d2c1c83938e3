package io.sparsed.client;

import java.util.BitSet;

/**
 * A FinishedPrefix is the text of a generation up to its first masked position: the part that no
 * later step changes. It needs the text snapshots of {@link ResponseOptions}. Not thread-safe.
 */
public final class FinishedPrefix {
  /** The sign of a masked position in snapshots. */
  private static final char MASK = '\u2591';

  /** The sign of bytes that are no character, perhaps as its other bytes are masked. */
  private static final char BROKEN = '\ufffd';

  private final ModelInfo model;
  private final BitSet committed = new BitSet();
  private int end = Integer.MAX_VALUE;
  private String text = "";

  /**
   * Creates the prefix of a generation that has not begun.
   *
   * @param model model that generates
   */
  public FinishedPrefix(ModelInfo model) {
    this.model = model;
  }

  /**
   * Adds what a step committed.
   *
   * @param progress event of the step; every step's, in order
   */
  public void add(Event.Progress progress) {
    for (Commit commit : progress.commits()) {
      committed.set(commit.position(), commit.tokenId() != model.maskTokenId());
      if (model.eosTokenIds().contains(commit.tokenId())) {
        end = Math.min(end, commit.position());
      }
    }
    // What snapshots hold behind an end-of-sequence token is no part of the answer.
    if (committed.nextClearBit(0) <= end) {
      progress.text().map(snapshot -> prefix(snapshot, progress.masked())).ifPresent(this::grow);
    }
  }

  /** {@return the text, which only grows} */
  public String text() {
    return text;
  }

  /** {@return the number of its tokens, without the end-of-sequence token} */
  public int tokens() {
    return Math.min(committed.nextClearBit(0), end);
  }

  private void grow(String prefix) {
    if (prefix.startsWith(text)) {
      text = prefix;
    }
  }

  private static String prefix(String snapshot, int masked) {
    int end = masked == 0 ? snapshot.length() : Math.max(0, snapshot.indexOf(MASK));
    while (end > 0 && snapshot.charAt(end - 1) == BROKEN) {
      end--;
    }
    return snapshot.substring(0, end);
  }
}
