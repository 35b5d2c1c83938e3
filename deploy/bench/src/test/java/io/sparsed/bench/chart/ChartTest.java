package io.sparsed.bench.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparsed.bench.chart.Series.Point;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class ChartTest {
  private static final Axis LINEAR = Axis.linear("value");

  private final Chart chart =
      new Chart(
          "Accuracy by context",
          Axis.log2("Canvas (tokens)"),
          Axis.linear("Accuracy (%)").between(0, 100),
          List.of(
              Series.line("SparseD & co", List.of(new Point(512, 100), new Point(4096, 50))),
              Series.reference("dense", List.of(new Point(512, 100), new Point(4096, 100)))));

  private static Chart of(Series series) {
    return new Chart("", LINEAR, LINEAR, List.of(series));
  }

  @Test
  void chart_withoutSeries_isRefused() {
    assertThatThrownBy(() -> new Chart("", LINEAR, LINEAR, List.of()))
        .hasMessageContaining("at least one series");
  }

  @Test
  void chart_zeroOnALogarithmicAxis_isRefused() {
    Series series = Series.line("dense", List.of(new Point(0, 1)));

    assertThatThrownBy(() -> new Chart("", Axis.log2("tokens"), LINEAR, List.of(series)))
        .hasMessageContaining("0.0 is not on the axis of tokens");
  }

  @Test
  void chart_notANumber_isRefused() {
    assertThatThrownBy(() -> of(Series.line("dense", List.of(new Point(1, Double.NaN)))))
        .hasMessageContaining("NaN");
  }

  @Test
  void series_withoutPoints_isRefused() {
    assertThatThrownBy(() -> Series.line("dense", List.of())).hasMessageContaining("no points");
  }

  @Test
  void axis_emptyRange_isRefused() {
    assertThatThrownBy(() -> LINEAR.between(2, 2)).hasMessageContaining("no range");
  }

  @Test
  void ticks_logarithmicAxis_arePowersOfTwo() {
    assertThat(chart.x().ticks())
        .extracting(Axis.Tick::label)
        .containsExactly("512", "1024", "2048", "4096");
    assertThat(chart.x().ticks().getLast().place()).isEqualTo(1);
    assertThat(new Axis("seconds", true, 0.125, 2).ticks())
        .extracting(Axis.Tick::label)
        .containsExactly("0.125", "0.25", "0.5", "1", "2");
  }

  @Test
  void ticks_linearAxis_areRoundAndFew() {
    assertThat(chart.y().ticks())
        .extracting(Axis.Tick::label)
        .containsExactly("0", "20", "40", "60", "80", "100");
    assertThat(LINEAR.between(0.31, 0.34).ticks())
        .extracting(Axis.Tick::label)
        .contains("0.31", "0.325", "0.34");
  }

  @Test
  void figure_chart_isADocumentThatNamesEverything() throws Exception {
    Document svg =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(
                new ByteArrayInputStream(
                    chart.figure("accuracy").svg().getBytes(StandardCharsets.UTF_8)));

    assertThat(svg.getDocumentElement().getAttribute("viewBox")).isEqualTo("0 0 960 540");
    assertThat(svg.getDocumentElement().getTextContent())
        .contains("Accuracy by context", "Canvas (tokens)", "SparseD & co", "dense");
  }

  @Test
  void figure_points_lieWhereTheirValuesAre() {
    assertThat(chart.figure("accuracy").svg()).contains("M0.0 0.0L620.0 210.0", "stroke-dasharray");
  }

  @Test
  void figure_onePoint_isDrawn() {
    assertThat(of(Series.line("dense", List.of(new Point(3, 3)))).figure("one").svg())
        .contains("translate(310.0 210.0)");
  }
}
