package io.sparsed.gateway.openai;

import io.sparsed.client.Commit;
import io.sparsed.client.Event;
import io.sparsed.client.ModelInfo;
import java.util.BitSet;

/**
 * A FinishedPrefix is the text of a generation up to its first masked position: the part that no
 * later step changes. Not thread-safe.
 */
final class FinishedPrefix {
  /** The sign of a masked position in snapshots. */
  private static final char MASK = '\u2591';

  /** The sign of bytes that are no character, perhaps as its other bytes are masked. */
  private static final char BROKEN = '\ufffd';

  private final ModelInfo model;
  private final BitSet committed = new BitSet();
  private int end = Integer.MAX_VALUE;
  private String text = "";

  FinishedPrefix(ModelInfo model) {
    this.model = model;
  }

  /** Adds what a step committed. */
  void add(Event.Progress progress) {
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

  /** Returns the text. It only grows. */
  String text() {
    return text;
  }

  /** Returns the number of its tokens, without the end-of-sequence token. */
  int tokens() {
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
