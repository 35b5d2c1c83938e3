package io.sparsed.bench.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparsed.bench.BenchMain;
import io.sparsed.scheduler.text.TextCodec;
import io.sparsed.standalone.local.LocalTokenizer;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.standalone.prompt.NeedlePrompt;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The demo model's page of a prompt of about 512 tokens, made once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PatternsBenchTest {
  private static final int TOKENS = 480;
  private static final int LAYERS = 6;
  private static final int HEADS = 4;

  private Path folder = Path.of("");
  private String prompt = "";
  private JsonNode json = new ObjectMapper().createObjectNode();
  private String html = "";

  private record Run(int exitCode, String out, String err) {}

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        BenchMain.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    var all =
        IntStream.range(0, arguments.length + 2)
            .mapToObj(i -> i == 0 ? "bench" : i == 1 ? "patterns" : arguments[i - 2]);
    int exitCode = command.execute(all.toArray(String[]::new));
    return new Run(exitCode, out.toString(), err.toString());
  }

  @BeforeAll
  void makeThePage(@TempDir Path temporary) throws IOException {
    try (ModelFolder demo = ModelFolder.of(Optional.empty());
        TextCodec codec = LocalTokenizer.open(demo.path()).orElseThrow()) {
      // A page must show markup of its prompt, not obey it.
      prompt =
          NeedlePrompt.synthesize(TOKENS, text -> codec.encode(text).length, 3).text()
              + " <script>alert(1)</script> & co";
    }
    folder = temporary.resolve("deep/report");
    Run run =
        run(
            prompt,
            "--device",
            "cpu",
            "--gen-length",
            "64",
            "--steps",
            "16",
            "--every",
            "5",
            "--block-size",
            "32",
            "--report",
            folder.toString(),
            "--output",
            "json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    json = new ObjectMapper().readTree(run.out());
    html = Files.readString(folder.resolve("patterns.html"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hi --prompt 4k | only one of",
        "--prompt 5k | short_context, 4k",
        "hi --select 1.5 | select is in (0, 1]",
        "hi --block-size 17 | block_size",
        "hi --steps 2 --gen-length 2 | more steps",
        "hi --every -1 | --every"
      })
  void patterns_wrongCommand_saysWhatToWrite(String arguments, String hint) {
    Run run = run(arguments.split(" "));

    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(hint);
  }

  @Test
  void patterns_wrongCommandAskedForJson_answersWithJson() throws IOException {
    Run run = run("hi", "--every", "-1", "--output", "json");

    assertThat(new ObjectMapper().readTree(run.out()).path("error").path("reason").asText())
        .isEqualTo("USAGE");
  }

  @Test
  void patterns_impossibleSteps_areRefusedByTheScheduler() {
    Run run = run("hi", "--gen-length", "64", "--steps", "13", "--device", "cpu");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("diffusion.steps");
  }

  @Test
  void json_demoModel_saysWhatWasRun() {
    JsonNode settings = json.path("settings");
    assertThat(settings.path("model").asText()).isEqualTo("demo");
    assertThat(settings.path("steps").asInt()).isEqualTo(16);
    assertThat(settings.path("taken_step").asInt()).isEqualTo(5);
    assertThat(settings.path("prompt_tokens").asInt()).isBetween(TOKENS, TOKENS + 40);
    assertThat(json.path("steps").valueStream().map(step -> step.path("step").asInt()))
        .containsExactly(1, 5, 6, 11, 16);
  }

  @Test
  void json_demoModel_headsDifferMoreThanSteps() {
    double steps = mean("a head with itself at a later step");
    double heads = mean("two heads of a layer");

    assertThat(steps).isGreaterThan(heads).isLessThan(1);
    assertThat(mean("  in the query blocks of the generation")).isBetween(0.1, 1.0);
  }

  private double mean(String name) {
    return json.path("numbers")
        .valueStream()
        .filter(number -> number.path("name").asText().equals(name))
        .mapToDouble(number -> number.path("mean").asDouble())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void page_markup_isValid() {
    Parser parser = Parser.htmlParser().setTrackErrors(20);
    Document page = parser.parseInput(html, "");

    assertThat(parser.getErrors()).isEmpty();
    List<String> ids = page.select("[id]").eachAttr("id");
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void page_links_leadNowhereOutside() {
    Document page = Parser.htmlParser().parseInput(html, "");

    assertThat(page.select("script, link, iframe, object, [srcset], use")).isEmpty();
    for (Element element : page.select("[src], [href], [xlink:href]")) {
      assertThat(element.hasAttr("src") ? element.attr("src") : element.attr("href"))
          .startsWith("data:image/png;base64,");
    }
    assertThat(page.select("style").html()).doesNotContain("@import", "url(");
  }

  @Test
  void page_promptInTheCommand_standsThereAsItIs() {
    Document page = Parser.htmlParser().parseInput(html, "");

    assertThat(page.select("footer code").getFirst().text()).contains("<script>alert(1)</script>");
    assertThat(page.select("main p").text()).contains("Answer: ");
    assertThat(page.select("figure"))
        .hasSize(2)
        .allMatch(figure -> figure.select("figcaption").hasText());
    assertThat(page.select("table")).hasSize(2);
  }

  @Test
  void page_pictures_showAsManyPointsAsTheNumbersSay() throws IOException {
    var pictures = Parser.htmlParser().parseInput(html, "").select("#kept image").eachAttr("href");
    int blocks = json.path("settings").path("blocks").asInt();
    long points = 0;
    for (String uri : pictures) {
      BufferedImage picture = decoded(uri);
      assertThat(picture.getWidth()).isEqualTo(blocks);
      points += points(picture);
    }

    assertThat(pictures).hasSize(LAYERS * HEADS);
    assertThat((double) points / LAYERS / HEADS / blocks / blocks)
        .isEqualTo(mean("kept of all blocks"), within(1e-12));
  }

  private static BufferedImage decoded(String uri) throws IOException {
    return ImageIO.read(
        new ByteArrayInputStream(Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1))));
  }

  private static long points(BufferedImage picture) {
    int side = picture.getWidth();
    return IntStream.of(picture.getRGB(0, 0, side, side, null, 0, side))
        .filter(pixel -> pixel != 0)
        .count();
  }

  @Test
  void figures_files_areDocumentsOfTheirOwn() throws Exception {
    for (String name : List.of("kept.svg", "steps.svg")) {
      var svg =
          DocumentBuilderFactory.newDefaultInstance()
              .newDocumentBuilder()
              .parse(folder.resolve(name).toFile());
      assertThat(svg.getDocumentElement().getNodeName()).isEqualTo("svg");
    }
  }
}
