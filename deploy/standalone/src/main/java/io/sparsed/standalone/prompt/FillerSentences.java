package io.sparsed.standalone.prompt;

import java.util.List;
import java.util.Random;

/**
 * Not thread-safe: plain English sentences without digits, put together at random from parts that
 * always fit.
 */
final class FillerSentences {
  private static final List<String> TIMES =
      List.of(
          "In early spring",
          "On market days",
          "Before sunrise",
          "When the harbor freezes",
          "After the long rains",
          "Every other autumn",
          "As the bells ring for noon",
          "Toward the end of the harvest",
          "During the quiet weeks of winter",
          "Long before the railway came",
          "Whenever the wind turns north",
          "On the eve of the fair");
  private static final List<String> WHO =
      List.of(
          "the carpenter's apprentice",
          "a retired schoolteacher",
          "the crew of a coal barge",
          "a young woman from the valley",
          "the village orchestra",
          "a patient gardener",
          "the night watch",
          "a traveling tinker",
          "the oldest miller in the county",
          "an absent-minded botanist",
          "the children of the upper town",
          "a company of surveyors",
          "the postmistress",
          "a pair of stonemasons");
  private static final List<String> DOES =
      List.of(
          "mends the nets that hang along the quay",
          "writes down the color of the clouds",
          "carries baskets of plums to the chapel",
          "argues about the right way to season oak",
          "waits for the slow train to the coast",
          "repairs a wooden bridge plank by plank",
          "sets lanterns along the towpath",
          "trades seeds and stories with strangers",
          "polishes the brass of the weather station",
          "collects pale shells for the museum",
          "reads aloud from a torn atlas",
          "bakes flat loaves with caraway",
          "counts the swans below the weir",
          "paints the shutters a deeper green");
  private static final List<String> WHY =
      List.of(
          "because nobody else remembers how",
          "while the kettle sings on the stove",
          "and the whole street comes to watch",
          "although the map shows no road there",
          "so that the old custom is kept",
          "until the fog lifts from the meadow",
          "without a word to the mayor",
          "and thinks of the mountains in the east",
          "as if there were no hurry at all",
          "in the shade of the chestnut trees",
          "just as it was done in the days of the salt road",
          "and goes home by the longer path");

  private final Random random;

  FillerSentences(Random random) {
    this.random = random;
  }

  String next() {
    return "%s %s %s %s.".formatted(pick(TIMES), pick(WHO), pick(DOES), pick(WHY));
  }

  private String pick(List<String> parts) {
    return parts.get(random.nextInt(parts.size()));
  }
}
