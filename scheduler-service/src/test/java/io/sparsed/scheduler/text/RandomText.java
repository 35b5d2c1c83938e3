package io.sparsed.scheduler.text;

import java.text.Normalizer;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Makes seeded random text of many scripts, with white space, digits, added tokens and emoji, which
 * tokenizers get wrong.
 */
final class RandomText {
  private static final List<String> PIECES =
      List.of(
          "the",
          " the",
          "ing",
          "12",
          "345",
          "'s",
          "'S",
          "don't",
          "\n",
          "\n\n",
          "\r\n",
          " ",
          "   ",
          "\t",
          "\u00a0",
          "\u3000",
          ".",
          "...",
          "!?",
          "é",
          "e\u0301",
          "漢字",
          "かな",
          "한글",
          "\uD83D\uDE00",
          "\uD83D\uDE42",
          "\uD83D\uDC68\u200D\uD83D\uDC69",
          "שלום",
          "\u0000",
          "\u00ad",
          "\uFFFD",
          "<|",
          "|>",
          TinyTokenizer.TURN,
          TinyTokenizer.END,
          TinyTokenizer.TOOL,
          "_",
          "x",
          "Q",
          "½",
          "²",
          "\u2028");

  private RandomText() {}

  static Stream<String> strings(long seed, int count) {
    Random random = new Random(seed);
    return Stream.generate(() -> string(random)).limit(count);
  }

  static Stream<String> normalized(long seed, int count) {
    return strings(seed, count).map(text -> Normalizer.normalize(text, Normalizer.Form.NFC));
  }

  private static String string(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(30); i > 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
      if (random.nextInt(4) == 0) {
        int point = random.nextInt(0x2FFFF);
        text.appendCodePoint(Character.getType(point) == Character.SURROGATE ? 'a' : point);
      }
    }
    return text.toString();
  }
}
