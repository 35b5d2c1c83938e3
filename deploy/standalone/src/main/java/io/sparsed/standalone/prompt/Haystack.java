package io.sparsed.standalone.prompt;

import java.util.List;
import java.util.Random;

/**
 * A Haystack is a prompt without its filler: the fact, its place, and the question.
 *
 * @param subject subject of the fact
 * @param number the answer; no other digit occurs in the prompt
 * @param depth share of the sentences before the fact, in [0, 1)
 */
record Haystack(String subject, String number, double depth) {
  private static final int PARAGRAPH = 7;
  private static final List<String> SUBJECTS =
      List.of(
          "the silver falcon",
          "the copper lantern",
          "the quiet harbor",
          "the violet tower",
          "the lonely bridge",
          "the golden violin");

  Haystack {
    if (!(depth >= 0 && depth < 1)) {
      throw new IllegalArgumentException("depth " + depth + " is not in [0, 1)");
    }
  }

  static Haystack draw(Random random) {
    String subject = SUBJECTS.get(random.nextInt(SUBJECTS.size()));
    return new Haystack(
        subject, Integer.toString(1_000 + random.nextInt(9_000)), random.nextDouble());
  }

  Needle needle(List<String> filler) {
    return new Needle(hide(filler), number);
  }

  /** Returns the prompt with this filler. */
  String hide(List<String> filler) {
    int place = (int) (filler.size() * depth);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i <= filler.size(); i++) {
      if (i == place) {
        text.append("The secret code for %s is %s. ".formatted(subject, number));
      }
      if (i < filler.size()) {
        text.append(filler.get(i)).append((i + 1) % PARAGRAPH == 0 ? "\n\n" : " ");
      }
    }
    return text.toString().stripTrailing() + "\n\nWhat is the secret code for " + subject + "?";
  }
}
