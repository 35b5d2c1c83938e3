package io.sparsed.standalone.terminal;

import java.util.BitSet;

/** Finds the characters that a step wrote, by comparing the text before and after it. */
final class FreshText {
  /** Bound on the comparison, beyond which it would delay the redraw. */
  private static final long MAX_CELLS = 4_000_000;

  private FreshText() {}

  /**
   * Returns the indices of the characters of {@code after} that {@code before} lacks, without
   * masks.
   */
  static BitSet between(String before, String after) {
    int start = 0;
    int common = Math.min(before.length(), after.length());
    while (start < common && before.charAt(start) == after.charAt(start)) {
      start++;
    }
    int endBefore = before.length();
    int endAfter = after.length();
    while (endBefore > start
        && endAfter > start
        && before.charAt(endBefore - 1) == after.charAt(endAfter - 1)) {
      endBefore--;
      endAfter--;
    }
    BitSet fresh = new BitSet();
    if ((long) (endBefore - start) * (endAfter - start) <= MAX_CELLS) {
      fresh.set(start, endAfter);
      clearCommon(
          before.substring(start, endBefore), after.substring(start, endAfter), start, fresh);
      clearMasks(after, fresh);
    }
    return fresh;
  }

  /**
   * Clears the longest common subsequence of two strings.
   *
   * @param offset index in {@code fresh} of the second string's begin
   */
  private static void clearCommon(String before, String after, int offset, BitSet fresh) {
    int[][] longest = new int[before.length() + 1][after.length() + 1];
    for (int i = before.length() - 1; i >= 0; i--) {
      for (int j = after.length() - 1; j >= 0; j--) {
        longest[i][j] =
            before.charAt(i) == after.charAt(j)
                ? longest[i + 1][j + 1] + 1
                : Math.max(longest[i + 1][j], longest[i][j + 1]);
      }
    }
    int i = 0;
    int j = 0;
    while (i < before.length() && j < after.length()) {
      if (before.charAt(i) == after.charAt(j)) {
        fresh.clear(offset + j);
        i++;
        j++;
      } else if (longest[i + 1][j] >= longest[i][j + 1]) {
        i++;
      } else {
        j++;
      }
    }
  }

  private static void clearMasks(String text, BitSet fresh) {
    for (int i = fresh.nextSetBit(0); i >= 0; i = fresh.nextSetBit(i + 1)) {
      if (text.charAt(i) == Frame.MASK) {
        fresh.clear(i);
      }
    }
  }
}
