package io.sparsed.scheduler.text;

import java.text.Normalizer;
import java.util.concurrent.CancellationException;

/**
 * Composes text to Unicode's normalization form C piece by piece, since the library's time grows
 * with the square of a run of combining marks and cannot be interrupted.
 */
final class Composition {

  /** The characters after which a piece ends where nothing combines. */
  private static final int PIECE = 1 << 12;

  /** The most marks after one another that are ordered together; Unicode's own limit is 30. */
  private static final int MAX_MARKS = 64;

  private Composition() {}

  /**
   * Returns the text in normalization form C.
   *
   * @throws CancellationException if the calling thread is interrupted
   */
  static String of(String text) {
    StringBuilder composed = new StringBuilder(text.length());
    int start = 0;
    int marks = 0;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      boolean combines = combines(point);
      marks = combines ? marks + 1 : 0;
      if (combines ? marks == MAX_MARKS : i - start >= PIECE) {
        append(text.substring(start, i), composed);
        start = i;
        marks = 0;
      }
      i += Character.charCount(point);
    }
    append(text.substring(start), composed);
    return composed.toString();
  }

  private static void append(String piece, StringBuilder composed) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted while the prompt was normalized");
    }
    composed.append(Normalizer.normalize(piece, Normalizer.Form.NFC));
  }

  /** Returns true if the character may combine with one before it. */
  private static boolean combines(int point) {
    boolean isJamo = point >= 0x1160 && point <= 0x11ff;
    return isJamo
        || switch (Character.getType(point)) {
          case Character.NON_SPACING_MARK,
              Character.COMBINING_SPACING_MARK,
              Character.ENCLOSING_MARK ->
              true;
          default -> false;
        };
  }
}
