package io.sparsed.gateway.openai;

import java.util.List;
import java.util.OptionalInt;

/**
 * StopTexts end an answer where the first of them begins.
 *
 * @param texts texts, none of them empty
 */
record StopTexts(List<String> texts) {
  StopTexts {
    texts = List.copyOf(texts);
  }

  /** Returns where the first of the texts begins; empty if there is none. */
  OptionalInt find(String answer) {
    return texts.stream().mapToInt(answer::indexOf).filter(index -> index >= 0).min();
  }

  /** Returns the length of the part of an answer in which no stop text can begin any more. */
  int safeLength(String answer) {
    int longest = texts.stream().mapToInt(String::length).max().orElse(0);
    for (int start = Math.max(0, answer.length() - longest); start < answer.length(); start++) {
      String rest = answer.substring(start);
      if (texts.stream().anyMatch(text -> text.startsWith(rest))) {
        return start;
      }
    }
    return answer.length();
  }
}
