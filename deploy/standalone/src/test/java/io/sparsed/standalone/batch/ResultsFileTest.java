package io.sparsed.standalone.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFileTest {
  @TempDir Path folder;

  @Test
  void open_tornLastLine_isCut() throws IOException {
    Path path = folder.resolve("results");
    Files.writeString(path, "one\ntwo\nthr");

    try (ResultsFile results = ResultsFile.open(path)) {
      assertThat(results.linesFound()).isEqualTo(2);
      results.append("three");
    }

    assertThat(path).hasContent("one\ntwo\nthree\n");
  }

  @Test
  void open_onlyATornLine_startsAnew() throws IOException {
    Path path = folder.resolve("results");
    Files.writeString(path, "on");

    try (ResultsFile results = ResultsFile.open(path)) {
      assertThat(results.linesFound()).isZero();
    }

    assertThat(path).isEmptyFile();
  }

  @Test
  void open_longFile_countsEveryLine() throws IOException {
    Path path = folder.resolve("results");
    Files.writeString(path, ("x".repeat(70_000) + "\n").repeat(5) + "torn");

    try (ResultsFile results = ResultsFile.open(path)) {
      assertThat(results.linesFound()).isEqualTo(5);
    }

    assertThat(path).hasSize(5 * 70_001L);
  }

  @Test
  void open_alreadyOpen_isRefused() throws IOException {
    Path path = folder.resolve("results");

    try (ResultsFile _ = ResultsFile.open(path)) {
      assertThatThrownBy(() -> ResultsFile.open(path))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another batch");
    }
  }

  @Test
  void append_line_isOnTheDiskAtOnce() throws IOException {
    Path path = folder.resolve("results");

    try (ResultsFile results = ResultsFile.open(path)) {
      results.append("\u00fc");

      assertThat(path).hasContent("\u00fc\n");
    }
  }
}
