package io.sparsed.standalone.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.standalone.chart.Series.Point;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FontsTest {
  /** Draws in a process of its own: Java looks for fonts only once. */
  static final class Draw {
    private Draw() {}

    public static void main(String[] arguments) {
      Axis axis = Axis.linear("value");
      Chart chart = new Chart("", axis, axis, List.of(Series.line("a", List.of(new Point(1, 1)))));
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
    Path noFonts = Files.writeString(home.resolve("fonts.conf"), "<fontconfig></fontconfig>");
    ProcessBuilder draw =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // Java remembers the fonts it found in the home folder.
            "-Duser.home=" + home,
            "-cp",
            System.getProperty("java.class.path"),
            Draw.class.getName());
    draw.environment().put("FONTCONFIG_FILE", noFonts.toString());

    Process process = draw.redirectError(ProcessBuilder.Redirect.INHERIT).start();

    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .startsWith("charts need a font, and this machine has none: install");
    assertThat(process.waitFor()).isZero();
  }
}
