package io.sparsed.bench.chart;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGGraphics2DIOException;
import org.apache.batik.svggen.SVGIDGenerator;
import org.knowm.xchart.XYChart;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * A chart as an image: the same chart gives the same bytes on machines with the same fonts.
 *
 * @param chart what is drawn
 * @param width in pixels, of SVG in CSS pixels
 * @param height likewise
 */
public record ChartImage(Chart chart, int width, int height) {
  private static final String SVG_NAMESPACE = "http://www.w3.org/2000/svg";

  /** PNG pixels a chart's pixel, each way: sharp on dense screens. */
  private static final int PNG_SCALE = 2;

  /** Refuses what the legend alone would fill. */
  public ChartImage {
    if (width < 300 || height < 200) {
      throw new IllegalArgumentException("a chart needs at least 300 x 200 pixels");
    }
  }

  /** A chart of the size that fits a page. */
  public static ChartImage of(Chart chart) {
    return new ChartImage(chart, 960, 540);
  }

  /**
   * An SVG element, ready for a file or for the inside of a page. Text is drawn as outlines, so
   * that it looks the same everywhere; title and description say it in words.
   *
   * @throws FontsMissingException if this machine has no fonts
   */
  public String svg() {
    XYChart styled = ChartStyle.apply(chart, width, height);
    SVGGraphics2D canvas = new SVGGraphics2D(context(), false);
    try {
      styled.paint(canvas, width, height);
      Element root = canvas.getRoot();
      describe(root);
      StringWriter text = new StringWriter();
      canvas.stream(root, text, true, false);
      // The XML declaration and the document type before it add nothing, and a page refuses them.
      return text.toString().substring(text.toString().indexOf("<svg"));
    } catch (SVGGraphics2DIOException e) {
      throw new UncheckedIOException(e);
    } finally {
      canvas.dispose();
    }
  }

  private SVGGeneratorContext context() {
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(emptySvg());
    // Charts in one page share its ids.
    String name = "chart" + Integer.toHexString(chart.title().hashCode()) + "-";
    context.setIDGenerator(
        new SVGIDGenerator() {
          @Override
          public String generateID(String kind) {
            return super.generateID(name + kind);
          }
        });
    return context;
  }

  private void describe(Element root) {
    // Batik calls this one the same in every image, and refers to it nowhere.
    Element definitions = (Element) root.getElementsByTagName("defs").item(0);
    definitions.removeAttribute("id");
    root.setAttribute("viewBox", "0 0 " + width + " " + height);
    root.setAttribute("width", Integer.toString(width));
    root.setAttribute("height", Integer.toString(height));
    root.setAttribute("role", "img");
    String names = chart.series().stream().map(Series::name).collect(Collectors.joining(", "));
    String description = "%s against %s: %s".formatted(chart.y().title(), chart.x().title(), names);
    root.insertBefore(element(root, "desc", description), root.getFirstChild());
    root.insertBefore(element(root, "title", chart.title()), root.getFirstChild());
  }

  private static Element element(Element root, String name, String text) {
    Element made = root.getOwnerDocument().createElementNS(SVG_NAMESPACE, name);
    made.setTextContent(text);
    return made;
  }

  /**
   * A PNG file, {@value #PNG_SCALE} times as wide and high.
   *
   * @throws FontsMissingException if this machine has no fonts
   */
  public byte[] png() {
    XYChart styled = ChartStyle.apply(chart, width, height);
    var image =
        new BufferedImage(PNG_SCALE * width, PNG_SCALE * height, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    try {
      canvas.scale(PNG_SCALE, PNG_SCALE);
      styled.paint(canvas, width, height);
    } finally {
      canvas.dispose();
    }
    try (var bytes = new ByteArrayOutputStream()) {
      ImageIO.write(image, "png", bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Document emptySvg() {
    try {
      return DocumentBuilderFactory.newDefaultInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument(SVG_NAMESPACE, "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK's own parser has no options that could be wrong", e);
    }
  }
}
