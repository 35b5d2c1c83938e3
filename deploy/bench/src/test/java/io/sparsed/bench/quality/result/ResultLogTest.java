package io.sparsed.bench.quality.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparsed.standalone.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultLogTest {
  private final ObjectNode run = new Settings(32, 32, 32, 0, 32, 7).toJson();
  private final Result first = result(0, true);
  private final Result second = result(1, false);

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void place() {
    file = folder.resolve("results.jsonl");
  }

  private static Result result(int index, boolean correct) {
    return new Result(
        new Result.Key("window-0.3", "single", 512, index), correct, "It is \"4\".\n", 0.3, 0.5);
  }

  @Test
  void open_resultsOfOtherSettings_isRefused() throws IOException {
    ResultLog.open(file, run, "here").close();

    assertThatThrownBy(
            () -> ResultLog.open(file, new Settings(32, 16, 32, 0, 32, 7).toJson(), "here"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("results of another run")
        .hasMessageContaining("\"steps\":16");
  }

  @Test
  void open_fileOfSomethingElse_isRefused() throws IOException {
    Files.writeString(file, "a shopping list\n");

    assertThatThrownBy(() -> ResultLog.open(file, run, "here"))
        .hasMessageContaining("results.jsonl:1");
    assertThat(file).hasContent("a shopping list");
  }

  @Test
  void open_runThatWritesAlready_isRefused() throws IOException {
    try (ResultLog writing = ResultLog.open(file, run, "here")) {
      writing.add(first);

      assertThatThrownBy(() -> ResultLog.open(file, run, "here"))
          .hasMessageContaining("being written");
    }
  }

  @Test
  void open_tornLastLine_forgetsOnlyThat() throws IOException {
    try (ResultLog log = ResultLog.open(file, run, "here")) {
      log.add(first);
      log.add(second);
    }
    String written = Files.readString(file);
    Files.writeString(file, written.substring(0, written.length() - 5));

    try (ResultLog log = ResultLog.open(file, run, "here")) {
      assertThat(log.has(first.key())).isTrue();
      assertThat(log.has(second.key())).isFalse();
      log.add(second);
    }
    assertThat(file).hasContent(written.stripTrailing());
  }

  @Test
  void of_someSamples_areInTheirOrder() throws IOException {
    try (ResultLog log = ResultLog.open(file, run, "here")) {
      log.add(first);
      log.add(second);
    }
    try (ResultLog log = ResultLog.open(file, run, "here")) {
      assertThat(log.of(List.of(second.key(), first.key()))).containsExactly(second, first);
      assertThat(log.of(List.of(first.key()))).containsExactly(first);
    }
  }

  @Test
  void open_onAnotherMachine_namesBoth() throws IOException {
    try (ResultLog log = ResultLog.open(file, run, "a GPU")) {
      log.add(first);
    }

    try (ResultLog log = ResultLog.open(file, run, "a laptop")) {
      assertThat(log.machines()).containsExactly("a GPU");
      log.add(second);
      assertThat(log.machines()).containsExactly("a GPU", "a laptop");
    }
  }
}
