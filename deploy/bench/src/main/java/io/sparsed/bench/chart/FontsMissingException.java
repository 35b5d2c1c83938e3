package io.sparsed.bench.chart;

/** This machine has no fonts, so nothing with text can be drawn. */
public final class FontsMissingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  static final String REMEDY =
      "install fontconfig and a font, for example the packages fontconfig and fonts-dejavu-core";

  FontsMissingException(Throwable cause) {
    super("charts need a font, and this machine has none: " + REMEDY, cause);
  }
}
