package io.sparsed.bench.chart;

import java.awt.Font;
import java.awt.font.FontRenderContext;

/** The fonts of the charts: whatever this machine calls sans-serif. */
final class Fonts {
  private Fonts() {}

  /** Whether this machine has any. */
  static boolean areThere() {
    try {
      plain(12);
      return true;
    } catch (FontsMissingException e) {
      return false;
    }
  }

  static Font plain(int size) {
    return font(Font.PLAIN, size);
  }

  static Font bold(int size) {
    return font(Font.BOLD, size);
  }

  /** Measures a letter at once: Java looks for the fonts of the machine only then. */
  private static Font font(int style, int size) {
    try {
      var font = new Font(Font.SANS_SERIF, style, size);
      font.getStringBounds("x", new FontRenderContext(null, true, true));
      return font;
    } catch (RuntimeException | InternalError | LinkageError e) {
      throw new FontsMissingException(e);
    }
  }
}
