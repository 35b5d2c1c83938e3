package io.sparsed.bench.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.bench.chart.Series.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FontsTest {
  /** Says whether charts can be drawn, and draws one. */
  static final class Draw {
    private Draw() {}

    public static void main(String[] arguments) {
      Axis axis = Axis.linear("value");
      Chart chart = new Chart("", axis, axis, List.of(Series.line("a", List.of(new Point(1, 1)))));
      System.out.println(Drawing.here());
      try {
        System.out.println(ChartImage.of(chart).svg());
      } catch (FontsMissingException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void svg_machineWithoutFonts_saysWhatToInstall(@TempDir Path home)
      throws IOException, InterruptedException {
    FontlessJava.Ran ran = new FontlessJava(home).run(Draw.class, List.of());

    assertThat(ran.said())
        .startsWith(new Drawing(false) + "\ncharts need a font, and this machine has none: install")
        .hasLineCount(2);
    assertThat(ran.exitCode()).isZero();
  }

  @Test
  void drawing_machineOfThisBuild_isPossible() {
    assertThat(Drawing.here().isPossible()).isTrue();
  }
}
