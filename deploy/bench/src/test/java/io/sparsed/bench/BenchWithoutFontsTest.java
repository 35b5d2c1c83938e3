package io.sparsed.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.bench.chart.FontlessJava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Benchmarks on a machine without fonts: told first, measured all the same, reported in words. */
class BenchWithoutFontsTest {
  private static final String WARNING = "sparsed: no charts will be drawn";

  @TempDir Path home;

  private FontlessJava.Ran run(String arguments) throws IOException, InterruptedException {
    return new FontlessJava(home).run(BenchMain.class, List.of(("bench " + arguments).split(" ")));
  }

  private Path out() {
    return home.resolve("out");
  }

  @Test
  void quality_noFonts_tableJsonAndPageThatNamesTheWayToTheCharts()
      throws IOException, InterruptedException {
    Path tasks =
        Files.writeString(
            home.resolve("tasks.jsonl"),
            """
            {"task": "sum", "length": 128, "messages": [{"role": "user", "content": "What is 2 + 3?"}],\
             "expected": ["5"]}
            """);

    FontlessJava.Ran ran =
        run(
            "quality --device cpu --tasks %s --lengths 128 --policies dense --steps 4 --out %s"
                .formatted(tasks, out()));

    assertThat(ran.exitCode()).as(ran.said()).isZero();
    assertThat(ran.said()).containsOnlyOnce(WARNING).contains("--report-only", "policy ");
    assertThat(out().resolve("quality.json")).isNotEmptyFile();
    assertThat(out().resolve("quality.md")).content().contains("--report-only", "| dense |");
    assertThat(out().resolve("accuracy-by-length.svg")).doesNotExist();
  }

  @Test
  void quality_noFonts_warnsBeforeItLoadsTheModel() throws IOException, InterruptedException {
    FontlessJava.Ran ran = run("quality --model %s --out %s".formatted(home, out()));

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.said()).startsWith(WARNING).endsWith("as Hugging Face publishes it\n");
  }

  @Test
  void latency_noFonts_jsonAndPage() throws IOException, InterruptedException {
    FontlessJava.Ran ran =
        run(
            "latency --shape tiny --device cpu --dtype float32 --tokens 200 --select 0.5"
                + " --block-size 32 --runs 1 --warm-up 0 --out "
                + out());

    assertThat(ran.exitCode()).as(ran.said()).isZero();
    assertThat(ran.said()).containsOnlyOnce(WARNING).contains("--redraw " + out());
    assertThat(out().resolve("latency.json")).isNotEmptyFile();
    assertThat(out().resolve("latency.md")).content().contains("| 200 | dense |");
    assertThat(out().resolve("latency.svg")).doesNotExist();
  }

  @Test
  void load_noFonts_tableAndJson() throws IOException, InterruptedException {
    FontlessJava.Ran ran =
        run("load --stub --clients 2 --requests 8 --steps 4 --warm-up 100ms --out " + out());

    assertThat(ran.exitCode()).as(ran.said()).isZero();
    assertThat(ran.said()).containsOnlyOnce(WARNING).contains("2 clients on 1");
    assertThat(out().resolve("load.json")).isNotEmptyFile();
    assertThat(out().resolve("load.svg")).doesNotExist();
  }

  @Test
  void patterns_noFonts_pageAndFiguresButForTheCharts() throws IOException, InterruptedException {
    Path page = home.resolve("page.html");
    FontlessJava.Ran ran =
        run(
            "patterns hi --device cpu --gen-length 64 --steps 16 --every 15 --block-size 32 --out %s --figures %s"
                .formatted(page, out()));

    assertThat(ran.exitCode()).as(ran.said()).isZero();
    assertThat(ran.said()).containsOnlyOnce(WARNING).contains("page: ");
    assertThat(Files.readString(page))
        .contains("two charts of this figure are missing", "data:image/png;base64,");
    assertThat(out().resolve("heads.svg")).isNotEmptyFile();
    assertThat(out().resolve("over-time.svg")).doesNotExist();
  }
}
