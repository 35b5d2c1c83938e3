package io.sparsed.bench.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.bench.chart.Series.Point;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class ChartImageTest {
  private static final int FIRST_COLOR = 0x0072B2;

  private final Chart chart =
      new Chart(
          "Accuracy by context",
          Axis.log2("Canvas (tokens)"),
          Axis.linear("Accuracy (%)").between(0, 100),
          List.of(
              Series.line(
                  "SparseD & co", List.of(new Point(512, 100), new Point(1024, 99), at4k(98))),
              Series.scatter("random", List.of(new Point(512, 60), at4k(12))),
              Series.reference("dense", List.of(new Point(512, 100), at4k(100)))));

  private static Point at4k(double y) {
    return new Point(4096, y);
  }

  @Test
  void svg_chart_isADocumentThatNamesEverything() throws Exception {
    Document svg =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(ChartImage.of(chart).svg().getBytes(UTF_8)));

    assertThat(svg.getDocumentElement().getAttribute("viewBox")).isEqualTo("0 0 960 540");
    assertThat(svg.getDocumentElement().getTextContent())
        .contains("Accuracy by context", "Canvas (tokens)", "SparseD & co", "random", "dense");
  }

  @Test
  void svg_logarithmicAxis_hasTicksAtPowersOfTwoOnly() {
    assertThat(List.of(9.0, 9.5, 10.0, -1.0).stream().map(ChartStyle::powerOfTwo))
        .containsExactly("512", "", "1024", "0.5");
  }

  @Test
  void svg_otherChart_hasOtherIds() {
    Chart other = new Chart("Another", chart.x(), chart.y(), chart.series());

    assertThat(ids(ChartImage.of(chart).svg()))
        .isNotEmpty()
        .doesNotContainAnyElementsOf(ids(ChartImage.of(other).svg()));
  }

  private static List<String> ids(String svg) {
    return Pattern.compile(" id=\"([^\"]*)\"")
        .matcher(svg)
        .results()
        .map(id -> id.group(1))
        .toList();
  }

  @Test
  void svg_drawnTwice_isTheSame() {
    assertThat(ChartImage.of(chart).svg()).isEqualTo(ChartImage.of(chart).svg());
  }

  @Test
  void svg_chart_startsWithTheElement() {
    assertThat(ChartImage.of(chart).svg()).startsWith("<svg ");
  }

  @Test
  void png_chart_showsTheSeriesInItsColor() throws IOException {
    byte[] png = new ChartImage(chart, 600, 400).png();

    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(image.getWidth()).isEqualTo(1200);
    assertThat(image.getHeight()).isEqualTo(800);
    int[] pixels = image.getRGB(0, 0, 1200, 800, null, 0, 1200);
    assertThat(pixels).contains(0xFF000000 | FIRST_COLOR);
  }
}
