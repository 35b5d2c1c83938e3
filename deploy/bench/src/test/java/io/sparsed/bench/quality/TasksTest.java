package io.sparsed.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparsed.client.ChatMessage;
import io.sparsed.standalone.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TasksTest {
  private static final String GOOD =
      """
      {"task": "single", "length": 64, "messages": [{"role": "user", "content": "hi"}], "expected": ["x"]}
      """;

  @TempDir Path folder;

  @Test
  void of_missingFile_saysSo() {
    assertThatThrownBy(() -> Tasks.of(Optional.of(folder.resolve("none.jsonl"))))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("there is no file")
        .hasMessageContaining("none.jsonl");
  }

  @Test
  void of_binaryFile_saysSo() throws IOException {
    Path file = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xC3, 0x28, 0});

    assertThatThrownBy(() -> Tasks.of(Optional.of(file)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no text file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ | no task: Unexpected end",
        "{} | 'task'",
        "{'task': 'a', 'length': 4} | 'messages'",
        "{'task': 'a', 'length': 4, 'messages': [{'role': 'boss', 'content': ''}]} | not one of the values accepted",
        "{'task': 'a', 'length': 4, 'messages': []} | 'expected'",
        "{'task': 'a', 'length': 4, 'messages': [], 'expected': []} | has messages and expected",
        "[1] | no task",
        "{'task': 'a', 'length': 4, 'messages': [], 'gen_length': 0, 'expected': ['x']} | gen_length is 1 or more",
        "{'task': 'a', 'length': 0, 'messages': [], 'expected': []} | a length of 1 or more"
      })
  void of_lineThatIsNoTask_isNamed(String line, String problem) throws IOException {
    Path file =
        Files.writeString(folder.resolve("tasks"), GOOD + "\n" + line.replace('\'', '"') + "\n");

    assertThatThrownBy(() -> Tasks.of(Optional.of(file)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("tasks:3: ")
        .hasMessageContaining(problem);
  }

  @Test
  void first_lengthThatIsNotThere_saysWhichAre() throws IOException {
    Tasks tasks = Tasks.of(Optional.empty());

    assertThatThrownBy(() -> tasks.first(Set.of(512, 777), 1))
        .hasMessageContaining("no tasks of 777 tokens")
        .hasMessageContaining("128, 512, 1024, 2048, 4096");
  }

  @Test
  void first_moreThanThereAre_saysHowMany() throws IOException {
    Tasks tasks = Tasks.of(Optional.empty());

    assertThatThrownBy(() -> tasks.first(Set.of(512), 41)).hasMessageContaining("only 40 tasks");
  }

  @Test
  void first_heldOut_hasEachKindOfEachLengthEquallyOften() throws IOException {
    List<Task> tasks = Tasks.of(Optional.empty()).first(Set.of(512, 1024, 2048, 4096), 3);

    assertThat(
            tasks.stream()
                .collect(Collectors.groupingBy(t -> t.length() + t.kind(), Collectors.counting())))
        .hasSize(4 * 7)
        .allSatisfy((group, count) -> assertThat(count).isEqualTo(3));
    assertThat(tasks).extracting(t -> t.length() + t.kind() + t.index()).doesNotHaveDuplicates();
    assertThat(tasks).extracting(Task::index).isSorted();
    assertThat(tasks)
        .filteredOn(task -> task.genLength().isPresent())
        .hasSize(12)
        .allSatisfy(task -> assertThat(task.genLength()).hasValue(96));
  }

  @Test
  void isAnsweredBy_answerThatLacksAnExpectedString_isNot() {
    Task task =
        new Task(
            "pairs",
            64,
            0,
            List.of(ChatMessage.user("?")),
            OptionalInt.empty(),
            List.of("red", "8098"));

    assertThat(task.isAnsweredBy("red is 809")).isFalse();
    assertThat(task.isAnsweredBy("8098 is red")).isTrue();
  }
}
