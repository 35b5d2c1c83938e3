package io.sparsed.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparsed.bench.chart.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFolderTest {
  private record Row(String name, int count, double seconds, Optional<Double> share) {}

  private static final Table<Row> TABLE =
      new Table<>(
          "rows",
          "Rows & columns",
          List.of(
              new Row("a", 7, 1.23456, Optional.of(0.25)),
              new Row("longer", 1000, 2, Optional.empty())),
          List.of(
              Column.text("name", "name", Row::name),
              Column.count("count", "count", Row::count),
              Column.number("seconds", "s", 2, Row::seconds),
              Column.percent("share", "share %", Row::share),
              Column.hidden("twice", row -> 2 * row.count())));

  private static final Report REPORT =
      new Report("A <title>", "2 cores", Map.of("model", "demo"), List.of(TABLE))
          .withNotes(List.of("A note."))
          .withFailures(List.of("A failure."))
          .withFigures(List.of(new Figure("picture", "what it shows", "<svg id='p'></svg>")));

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    new ReportFolder(folder.resolve("deep")).write("bench", REPORT, "bench x");
  }

  private String content(String file) throws IOException {
    return Files.readString(folder.resolve("deep").resolve(file));
  }

  @Test
  void markdown_table_isAlignedAndLeavesOutHiddenColumns() throws IOException {
    assertThat(content("bench.md"))
        .contains(
            """
            # A <title>

                ./sparsed bench x

            2 cores

            model: demo

            ## Rows & columns

            | name   | count |    s | share % |
            | ------ | ----: | ---: | ------: |
            | a      |     7 | 1.23 |    25.0 |
            | longer |  1000 | 2.00 |         |

            A note.

            A failure.

            ![what it shows](picture.svg)
            """);
  }

  @Test
  void json_table_hasExactValuesAndHiddenColumns() throws IOException {
    JsonNode json = new ObjectMapper().readTree(content("bench.json"));

    assertThat(json.path("rows").path(0).toString())
        .isEqualTo("{\"name\":\"a\",\"count\":7,\"seconds\":1.23456,\"share\":0.25,\"twice\":14}");
    assertThat(json.path("rows").path(1).has("share")).isFalse();
    assertThat(json.path("command").asText()).isEqualTo("bench x");
    assertThat(json.path("failures").path(0).asText()).isEqualTo("A failure.");
  }

  @Test
  void page_report_isValidAndEscapesText() throws IOException {
    Parser parser = Parser.htmlParser().setTrackErrors(20);
    var page = parser.parseInput(content("bench.html"), "");

    assertThat(parser.getErrors()).isEmpty();
    assertThat(page.select("h1").text()).isEqualTo("A <title>");
    assertThat(page.select("tbody tr")).hasSize(2);
    assertThat(page.select("thead th")).hasSize(4);
    assertThat(page.select("figure svg#p")).hasSize(1);
    assertThat(page.select("dl").text()).isEqualTo("model demo");
  }

  @Test
  void figure_svg_hasAFileOfItsOwn() throws IOException {
    assertThat(content("picture.svg")).isEqualTo("<svg id='p'></svg>");
  }
}
