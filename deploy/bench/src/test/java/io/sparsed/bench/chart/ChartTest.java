package io.sparsed.bench.chart;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparsed.bench.chart.Series.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChartTest {
  private static final Axis LINEAR = Axis.linear("value");

  @Test
  void chart_withoutSeries_isRefused() {
    assertThatThrownBy(() -> new Chart("", LINEAR, LINEAR, List.of()))
        .hasMessageContaining("at least one series");
  }

  @Test
  void chart_twoSeriesOfOneName_isRefused() {
    Series series = Series.line("dense", List.of(new Point(1, 1)));

    assertThatThrownBy(() -> new Chart("", LINEAR, LINEAR, List.of(series, series)))
        .hasMessageContaining("two series are called dense");
  }

  @Test
  void chart_zeroOnALogarithmicAxis_isRefused() {
    Series series = Series.line("dense", List.of(new Point(0, 1)));

    assertThatThrownBy(() -> new Chart("", Axis.log2("tokens"), LINEAR, List.of(series)))
        .hasMessageContaining("0.0 is not on a LOG_2 axis");
  }

  @Test
  void chart_notANumber_isRefused() {
    Series series = Series.line("dense", List.of(new Point(1, Double.NaN)));

    assertThatThrownBy(() -> new Chart("", LINEAR, LINEAR, List.of(series)))
        .hasMessageContaining("NaN");
  }

  @Test
  void series_withoutPoints_isRefused() {
    assertThatThrownBy(() -> Series.line("dense", List.of()))
        .hasMessageContaining("dense has no points");
  }

  @Test
  void axis_emptyRange_isRefused() {
    assertThatThrownBy(() -> LINEAR.between(2, 2)).hasMessageContaining("no range");
  }
}
