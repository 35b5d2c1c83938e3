package io.sparsed.standalone.prompt;

import java.util.List;
import java.util.Random;

/**
 * The fixed parts of a prompt and the place of the fact.
 *
 * @param keeper whose number is hidden
 * @param number what is asked for; no other digit occurs in the prompt
 * @param depth share of the sentences before the fact, in [0, 1)
 */
record Haystack(String keeper, String number, double depth) {
  private static final int PARAGRAPH = 7;
  private static final List<String> KEEPERS =
      List.of(
          "the lighthouse keeper of Ellery Point",
          "the librarian of Marsh Hollow",
          "the clockmaker of Upper Venn",
          "the ferryman of Tarn Crossing",
          "the beekeeper of Old Sorrel",
          "the archivist of Quarry Hill");

  Haystack {
    if (!(depth >= 0 && depth < 1)) {
      throw new IllegalArgumentException("depth " + depth + " is not in [0, 1)");
    }
  }

  static Haystack draw(Random random) {
    String keeper = KEEPERS.get(random.nextInt(KEEPERS.size()));
    return new Haystack(
        keeper, Integer.toString(100_000 + random.nextInt(900_000)), random.nextDouble());
  }

  Needle needle(List<String> filler) {
    return new Needle(hide(filler), number);
  }

  /** The prompt with this filler. */
  String hide(List<String> filler) {
    int place = (int) (filler.size() * depth);
    StringBuilder text =
        new StringBuilder(
            "Read the following notes. One of them answers the question after them.\n\n");
    for (int i = 0; i <= filler.size(); i++) {
      if (i == place) {
        text.append("The number that ")
            .append(keeper)
            .append(" has to remember is ")
            .append(number)
            .append(". ");
      }
      if (i < filler.size()) {
        text.append(filler.get(i)).append((i + 1) % PARAGRAPH == 0 ? "\n\n" : " ");
      }
    }
    return text.toString().stripTrailing()
        + "\n\nQuestion: Which number does "
        + keeper
        + " have to remember? Answer with the number only.\nAnswer:";
  }
}
