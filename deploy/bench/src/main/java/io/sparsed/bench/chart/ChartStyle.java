package io.sparsed.bench.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** How a chart looks: a light grid, the legend beside it, colors that everybody can tell apart. */
final class ChartStyle {
  private static final Color TEXT = new Color(0x33, 0x3A, 0x44);
  private static final Color GRID = new Color(0xE4, 0xE7, 0xEB);

  /** Okabe and Ito's palette for every kind of color vision, less its yellow, too light a line. */
  private static final List<Color> COLORS =
      List.of(
          new Color(0x00, 0x72, 0xB2),
          new Color(0xD5, 0x5E, 0x00),
          new Color(0x00, 0x9E, 0x73),
          new Color(0xCC, 0x79, 0xA7),
          new Color(0xE6, 0x9F, 0x00),
          new Color(0x56, 0xB4, 0xE9),
          new Color(0x4D, 0x4D, 0x4D));

  private static final List<Marker> MARKERS =
      List.of(
          SeriesMarkers.CIRCLE,
          SeriesMarkers.SQUARE,
          SeriesMarkers.TRIANGLE_UP,
          SeriesMarkers.DIAMOND,
          SeriesMarkers.TRIANGLE_DOWN);

  private static final float LINE_WIDTH = 2;
  private static final BasicStroke SOLID =
      new BasicStroke(LINE_WIDTH, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  private static final BasicStroke DASHED =
      new BasicStroke(
          LINE_WIDTH, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6, 5}, 0);

  private ChartStyle() {}

  static XYChart apply(Chart chart, int width, int height) {
    XYChart styled =
        new XYChartBuilder()
            .width(width)
            .height(height)
            .title(chart.title())
            .xAxisTitle(chart.x().title())
            .yAxisTitle(chart.y().title())
            .build();
    style(styled.getStyler());
    styled.getStyler().setChartTitleVisible(!chart.title().isEmpty());
    axes(chart, styled);
    for (int i = 0; i < chart.series().size(); i++) {
      add(chart, i, styled);
    }
    return styled;
  }

  private static void style(XYStyler style) {
    style
        .setLegendPosition(LegendPosition.OutsideE)
        .setLegendBorderColor(Color.WHITE)
        .setLegendFont(Fonts.plain(13))
        .setLegendPadding(10)
        .setLegendSeriesLineLength(26)
        .setChartBackgroundColor(Color.WHITE)
        .setChartFontColor(TEXT)
        .setChartTitleFont(Fonts.bold(17))
        .setChartTitleBoxVisible(false)
        .setChartTitlePadding(10)
        .setChartPadding(14)
        .setPlotBackgroundColor(Color.WHITE)
        .setPlotBorderVisible(false)
        .setPlotContentSize(0.96)
        .setMarkerSize(9)
        .setAntiAlias(true)
        .setTextAntiAlias(true)
        .setLocale(Locale.ROOT)
        .setDecimalPattern("0.####");
    style
        .setPlotGridLinesColor(GRID)
        .setPlotGridLinesStroke(new BasicStroke(1))
        .setPlotTicksMarksVisible(false)
        .setPlotMargin(0)
        .setAxisTicksLineVisible(false)
        .setAxisTicksMarksVisible(false)
        .setAxisTickLabelsFont(Fonts.plain(12))
        .setAxisTickLabelsColor(TEXT)
        .setAxisTickPadding(8)
        .setYAxisTickMarkSpacingHint(60)
        .setYAxisLabelAlignment(TextAlignment.Right)
        .setAxisTitleFont(Fonts.plain(13))
        .setAxisTitlePadding(10);
  }

  private static void axes(Chart chart, XYChart styled) {
    XYStyler style = styled.getStyler();
    chart
        .x()
        .range()
        .ifPresent(
            range ->
                style
                    .setXAxisMin(chart.x().position(range.min()))
                    .setXAxisMax(chart.x().position(range.max())));
    chart
        .y()
        .range()
        .ifPresent(
            range ->
                style
                    .setYAxisMin(chart.y().position(range.min()))
                    .setYAxisMax(chart.y().position(range.max())));
    if (chart.x().scale() == Axis.Scale.LOG_2) {
      style.setPlotGridVerticalLinesVisible(false);
      styled.setCustomXAxisTickLabelsFormatter(ChartStyle::powerOfTwo);
    }
    if (chart.y().scale() == Axis.Scale.LOG_2) {
      styled.setCustomYAxisTickLabelsFormatter(ChartStyle::powerOfTwo);
    }
  }

  /** The ticks lie at the logarithms; those between two powers keep quiet. */
  static String powerOfTwo(double exponent) {
    long whole = Math.round(exponent);
    if (Math.abs(exponent - whole) > 1e-6) {
      return "";
    }
    double value = Math.scalb(1.0, (int) whole);
    return whole >= 0 ? String.valueOf((long) value) : String.valueOf(value);
  }

  private static void add(Chart chart, int index, XYChart styled) {
    Series series = chart.series().get(index);
    XYSeries drawn =
        styled.addSeries(
            series.name(),
            series.points().stream().mapToDouble(point -> chart.x().position(point.x())).toArray(),
            series.points().stream().mapToDouble(point -> chart.y().position(point.y())).toArray());
    Color color = COLORS.get(index % COLORS.size());
    drawn.setLineColor(color).setLineStyle(SOLID);
    drawn.setMarkerColor(color).setMarker(MARKERS.get(index % MARKERS.size()));
    switch (series.form()) {
      case LINE -> drawn.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
      case REFERENCE -> {
        drawn.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
        drawn.setLineStyle(DASHED);
        if (series.points().size() > 1) {
          drawn.setMarker(SeriesMarkers.NONE);
        }
      }
      case SCATTER -> drawn.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    }
  }
}
