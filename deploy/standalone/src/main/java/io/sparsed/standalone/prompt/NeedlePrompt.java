package io.sparsed.standalone.prompt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/** Makes prompts that hide a fact in a haystack of sentences, and ask for it at the end. */
public final class NeedlePrompt {
  private NeedlePrompt() {}

  /**
   * Returns a prompt of at most {@code tokens} tokens, and about one word less at the least.
   *
   * @param tokens length to reach, special tokens and chat template not included
   * @param countTokens number of tokens of a text; called about 20 times with a text of the whole
   *     length
   * @param seed chooses the fact, where it is hidden and the sentences around it; the same seed
   *     gives the same prompt
   * @throws IllegalArgumentException if the fact and its question alone are longer
   */
  public static Needle synthesize(int tokens, ToIntFunction<String> countTokens, long seed) {
    Random random = new Random(seed);
    Haystack haystack = Haystack.draw(random);
    FillerSentences filler = new FillerSentences(random);
    int least = countTokens.applyAsInt(haystack.hide(List.of()));
    if (least > tokens) {
      throw new IllegalArgumentException(
          "a prompt of %d tokens was asked for, the shortest has %d".formatted(tokens, least));
    }
    List<String> sentences = enough(tokens - least, filler, countTokens);
    int whole =
        most(sentences.size(), n -> haystack.hide(sentences.subList(0, n)), tokens, countTokens);
    if (whole < sentences.size()) {
      List<String> words = Arrays.asList(sentences.get(whole).split(" ", -1));
      List<String> kept = sentences.subList(0, whole);
      int part =
          most(words.size() - 1, n -> haystack.hide(withPart(kept, words, n)), tokens, countTokens);
      return haystack.needle(withPart(kept, words, part));
    }
    return haystack.needle(sentences);
  }

  /**
   * Returns sentences that together are surely longer than {@code tokens}, however they tokenize
   * side by side.
   */
  private static List<String> enough(
      int tokens, FillerSentences filler, ToIntFunction<String> countTokens) {
    List<String> sentences = new ArrayList<>();
    long estimate = 0;
    while (estimate <= tokens + tokens / 4L) {
      String sentence = filler.next();
      sentences.add(sentence);
      // A sentence costs at least a token, or nothing would ever be enough.
      estimate += Math.max(1, countTokens.applyAsInt(sentence));
    }
    return sentences;
  }

  /**
   * Returns the largest n in [0, size] whose text has at most {@code tokens} tokens. The text of 0
   * is known to.
   */
  private static int most(
      int size, IntFunction<String> text, int tokens, ToIntFunction<String> countTokens) {
    int fits = 0;
    int tooLong = size + 1;
    while (tooLong - fits > 1) {
      int middle = (fits + tooLong) >>> 1;
      if (countTokens.applyAsInt(text.apply(middle)) <= tokens) {
        fits = middle;
      } else {
        tooLong = middle;
      }
    }
    return fits;
  }

  private static List<String> withPart(List<String> sentences, List<String> words, int count) {
    if (count == 0) {
      return sentences;
    }
    List<String> all = new ArrayList<>(sentences);
    all.add(String.join(" ", words.subList(0, count)) + ".");
    return all;
  }
}
