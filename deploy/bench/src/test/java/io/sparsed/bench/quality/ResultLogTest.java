package io.sparsed.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparsed.client.ChatMessage;
import io.sparsed.standalone.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultLogTest {
  private final Map<String, Object> run = run(32);
  private final SampleResult first = result(0, true);
  private final SampleResult second = result(1, false);

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void place() {
    file = folder.resolve("results.jsonl");
  }

  private static Map<String, Object> run(int steps) {
    return new RunSettings(32, steps, 32, 0, 32, 7).byName();
  }

  private static Sample sample(int index) {
    Task task =
        new Task(
            "single",
            512,
            index,
            List.of(ChatMessage.user("?")),
            OptionalInt.empty(),
            List.of("4"));
    return new Sample(Policy.parse("window-0.3"), task);
  }

  private static SampleResult result(int index, boolean correct) {
    return new SampleResult(
        "window-0.3",
        "single",
        512,
        index,
        correct,
        "It is \"4\".\n",
        0.3,
        0.5,
        1e9,
        32,
        0,
        "here");
  }

  @Test
  void open_resultsOfOtherSettings_isRefused() throws IOException {
    ResultLog.open(file, run).close();

    assertThatThrownBy(() -> ResultLog.open(file, run(16)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("of another run")
        .hasMessageContaining("\"steps\":16");
  }

  @Test
  void open_fileOfSomethingElse_isRefused() throws IOException {
    Files.writeString(file, "a shopping list\n");

    assertThatThrownBy(() -> ResultLog.open(file, run)).hasMessageContaining("results.jsonl:1");
    assertThat(file).hasContent("a shopping list");
  }

  @Test
  void open_runThatWritesAlready_isRefused() throws IOException {
    try (ResultLog writing = ResultLog.open(file, run)) {
      writing.add(first);

      assertThatThrownBy(() -> ResultLog.open(file, run)).hasMessageContaining("writing it");
    }
  }

  @Test
  void open_tornLastLine_forgetsOnlyThat() throws IOException {
    try (ResultLog log = ResultLog.open(file, run)) {
      log.add(first);
      log.add(second);
    }
    String written = Files.readString(file);
    Files.writeString(file, written.substring(0, written.length() - 5));

    try (ResultLog log = ResultLog.open(file, run)) {
      assertThat(log.has(sample(0))).isTrue();
      assertThat(log.has(sample(1))).isFalse();
      log.add(second);
    }
    assertThat(file).hasContent(written.stripTrailing());
  }

  @Test
  void of_someSamples_areInTheirOrder() throws IOException {
    try (ResultLog log = ResultLog.open(file, run)) {
      log.add(first);
      log.add(second);
    }
    try (ResultLog log = ResultLog.open(file, run)) {
      assertThat(log.of(List.of(sample(1), sample(0)))).containsExactly(second, first);
      assertThat(log.of(List.of(sample(0)))).containsExactly(first);
    }
  }
}
