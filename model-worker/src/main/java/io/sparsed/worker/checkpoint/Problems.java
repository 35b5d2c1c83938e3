package io.sparsed.worker.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Collects what is wrong with a checkpoint: the first sentences, and how many more there are. */
final class Problems {
  private static final int MOST = 20;
  private static final int LONGEST = 160;

  private final List<String> sentences = new ArrayList<>();
  private int more;

  void add(String sentence) {
    if (sentences.size() < MOST) {
      sentences.add(sentence);
    } else {
      more++;
    }
  }

  /** Throws a {@link CheckpointException} if there are problems. */
  void check() {
    if (more > 0) {
      sentences.add("and " + more + " problems more");
    }
    if (!sentences.isEmpty()) {
      throw new CheckpointException(sentences);
    }
  }

  /** Returns text of a file as a message shows it: short, and printable on any terminal. */
  static String shown(String text) {
    return text.chars()
            .limit(LONGEST)
            .mapToObj(c -> c >= ' ' && c <= '~' ? Character.toString(c) : "\\u%04x".formatted(c))
            .collect(Collectors.joining())
        + (text.length() > LONGEST ? "..." : "");
  }
}
