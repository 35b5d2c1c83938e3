package io.sparsed.standalone.prompt;

import java.util.List;
import java.util.Random;

/**
 * Makes English sentences without digits at random. They keep to the words that the demo model
 * knows (deploy/demo-model), so that it too can find the needle. Not thread-safe.
 */
final class FillerSentences {
  private static final List<String> ADJECTIVES =
      words(
          """
          red blue green golden quiet old young bright dark heavy light warm cold round narrow
          deep tall calm clever gentle honest proud wooden ancient empty frozen hidden lucky
          pale smooth strange crimson
          """);

  private static final List<String> NOUNS =
      words(
          """
          apple river garden mountain candle forest castle meadow island valley window mirror
          ladder basket blanket bottle carpet chair clock cloud compass curtain desk drum engine
          feather fountain guitar horse kettle lake lamp maple ocean owl paper piano planet
          rabbit rocket saddle ship spider stove table tent torch trumpet tunnel turtle umbrella
          wagon whale wheel willow
          """);

  private static final List<String> PLACES =
      words(
          """
          market station library kitchen school museum village theater bakery farm beach square
          """);

  private static final List<String> TIMES =
      words(
          """
          morning evening night summer winter spring autumn day week year
          """);

  private static final List<String> VERBS =
      words(
          """
          sleeps waits shines grows moves rests turns falls sings stands
          """);

  private final Random random;

  FillerSentences(Random random) {
    this.random = random;
  }

  String next() {
    return switch (random.nextInt(6)) {
      case 0 -> "The %s %s behind the %s.".formatted(noun(), verb(), place());
      case 1 -> "Every %s the %s %s near the %s.".formatted(time(), noun(), verb(), noun());
      case 2 -> "Nobody knew why the %s was so %s.".formatted(noun(), adjective());
      case 3 -> "People at the %s like the %s %s.".formatted(place(), adjective(), noun());
      case 4 -> "In the %s, the %s %s by the %s.".formatted(time(), noun(), verb(), place());
      default -> "There was the %s %s under the %s.".formatted(adjective(), noun(), noun());
    };
  }

  private String adjective() {
    return pick(ADJECTIVES);
  }

  private String noun() {
    return pick(NOUNS);
  }

  private String place() {
    return pick(PLACES);
  }

  private String time() {
    return pick(TIMES);
  }

  private String verb() {
    return pick(VERBS);
  }

  private String pick(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }

  private static List<String> words(String text) {
    return List.of(text.split("\\s+"));
  }
}
