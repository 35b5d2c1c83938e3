package io.sparsed.bench.chart;

import java.io.PrintWriter;

/**
 * Whether charts can be drawn: that takes fonts, which servers and containers often lack.
 *
 * <p>Who measures for minutes asks before, and leaves the charts out where there are none.
 *
 * @param isPossible otherwise {@link ChartImage} throws {@link FontsMissingException}
 */
public record Drawing(boolean isPossible) {

  /** Tries it on this machine. */
  public static Drawing here() {
    return new Drawing(Fonts.areThere());
  }

  /** Where it is not possible, says so, what to install, and how the charts come later. */
  public Drawing orWarn(PrintWriter err, String later) {
    if (!isPossible) {
      err.printf(
          "sparsed: no charts will be drawn, as this machine has no fonts (%s). %s%n",
          FontsMissingException.REMEDY, later);
      err.flush();
    }
    return this;
  }
}
