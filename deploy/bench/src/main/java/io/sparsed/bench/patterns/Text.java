package io.sparsed.bench.patterns;

import java.util.Locale;
import java.util.Optional;

/** Numbers as people read them, the same in every place. */
final class Text {
  private Text() {}

  /** A share in percent, with a decimal and without the sign. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f", 100 * share);
  }

  /** A share in percent, with a decimal and the sign. */
  static String share(double share) {
    return percent(share) + " %";
  }

  /** A share in percent that may be missing. */
  static String share(Optional<Double> share) {
    return share.map(Text::share).orElse("–");
  }
}
