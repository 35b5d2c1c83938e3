package io.sparsed.worker.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hundreds of damaged checkpoints: each loads, or is refused in sentences; none does more. */
class HostileCheckpointsTest {
  private static final Duration NOT_HUNG = Duration.ofSeconds(60);
  private static final int VALUES_A_FIELD = 8;
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "false",
          "\"x\"",
          "\"true\"",
          "\"64\"",
          "\"\"",
          "-1",
          "0",
          "1",
          "3",
          "2.5",
          "64.0",
          "2147483647",
          "2147483648",
          "-9223372036854775809",
          "1e308",
          "1e-320",
          "1e999999",
          "NaN",
          "-Infinity",
          "[]",
          "{}",
          "[1]",
          "[null]",
          "{\"rope_type\":\"yarn\"}",
          "[" + "1,".repeat(5000) + "1]",
          "\"" + "\\u001b[31m\\n".repeat(3000) + "\"",
          "[".repeat(400) + "]".repeat(400));

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"llada-tiny", "dream-tiny"})
  void open_configWithAnyValueInAnyField_loadsOrSaysWhy(String model) throws IOException {
    var path = TestCheckpoint.of(model, folder).write();
    var file = path.resolve("config.json");
    var config = (ObjectNode) TestCheckpoint.JSON.readTree(Files.readString(file));
    config.putNull("rope_scaling").putNull("rope_parameters").putNull("quantization_config");
    var random = new Random(7);
    assertTimeoutPreemptively(
        NOT_HUNG,
        () -> {
          for (var field : config.properties()) {
            for (var value :
                random.ints(VALUES_A_FIELD, 0, VALUES.size()).mapToObj(VALUES::get).toList()) {
              var changed = config.deepCopy().put(field.getKey(), "VALUE").toString();
              Files.writeString(file, changed.replace("\"VALUE\"", value));
              assertLoadsOrSaysWhy(path);
            }
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[]",
        "3",
        "null",
        "{\"a\":1",
        "{}{}",
        "{\"a\":1,\"a\":2}",
        "{'a':1}",
        "\0",
        "{\"architectures\":\"LLaDAModelLM\"}",
        "{\"architectures\":[[\"LLaDAModelLM\"]]}",
        "{\"architectures\":[]}",
        "{\"architectures\":[\"\\u0000\"]}",
        "<html>"
      })
  void open_configThatIsNone_saysWhy(String text) throws IOException {
    var path = TestCheckpoint.of("llada-tiny", folder).write();
    Files.writeString(path.resolve("config.json"), text);
    assertThat(assertLoadsOrSaysWhy(path)).startsWith("config.json: ");
  }

  @Test
  void open_configInAnotherEncodingOrOfAnotherSize_saysWhy() throws IOException {
    var path = TestCheckpoint.of("llada-tiny", folder).write();
    var file = path.resolve("config.json");
    var text = Files.readString(file);
    for (var charset : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE)) {
      Files.writeString(file, text, charset);
      assertThat(assertLoadsOrSaysWhy(path)).startsWith("config.json: not ");
    }
    Files.write(file, "{\"\u00E9\":1}".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(assertLoadsOrSaysWhy(path)).startsWith("config.json: not text in UTF-8");
    Files.writeString(file, "[".repeat(500_000));
    assertThat(assertLoadsOrSaysWhy(path)).startsWith("config.json: expected a JSON object");
    Files.writeString(file, "{\"a\":" + "[".repeat(500_000));
    assertThat(assertLoadsOrSaysWhy(path)).startsWith("config.json: nested deeper");
    Files.writeString(file, "{\"a\":\"" + "x".repeat(2_000_000) + "\"}");
    assertThat(assertLoadsOrSaysWhy(path)).startsWith("config.json: ").contains("bytes");
  }

  @Test
  void open_safetensorsWithDamagedBytes_loadsOrSaysWhy() throws IOException {
    var path = TestCheckpoint.of("llada-tiny", folder).write();
    var file = path.resolve("model.safetensors");
    byte[] whole = Files.readAllBytes(file);
    int header = (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
    var random = new Random(12);
    assertTimeoutPreemptively(
        NOT_HUNG,
        () -> {
          for (int i = 0; i < 300; i++) {
            byte[] damaged =
                i % 3 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            int reach = Math.min(damaged.length, i % 2 == 0 ? 16 : 8 + header);
            for (int flips = 0; flips < 1 + random.nextInt(3) && reach > 0; flips++) {
              damaged[random.nextInt(reach)] =
                  (byte) "09\"{}[],:.-\0\u007f".charAt(random.nextInt(13));
            }
            Files.write(file, damaged);
            assertLoadsOrSaysWhy(path);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"../outside.safetensors\"",
        "\"/etc/passwd\"",
        "\"x/../../outside.safetensors\"",
        "\"\"",
        "\"..\"",
        "\".\"",
        "\"..\\\\outside.safetensors\"",
        "\"a\\u0000.safetensors\"",
        "1",
        "null",
        "[]",
        "{}",
        "\"config.json\"",
        "\"missing.safetensors\"",
        "\"\\u00e9.safetensors\""
      })
  void open_indexThatLeadsElsewhere_saysWhy(String shard) throws IOException {
    var path = TestCheckpoint.of("llada-tiny", folder).writeShards(1);
    Files.move(
        path.resolve("model-00001-of-00001.safetensors"), folder.resolve("outside.safetensors"));
    var index = path.resolve("model.safetensors.index.json");
    var text = Files.readString(index).replace("\"model-00001-of-00001.safetensors\"", shard);
    Files.writeString(index, text);
    assertThat(assertLoadsOrSaysWhy(path)).startsWith("model.safetensors.index.json: shard ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"weight_map\":{}}", "{\"weight_map\":[]}", "[]", "{\"weight_map\":"})
  void open_indexThatIsNone_saysWhy(String index) throws IOException {
    var path = TestCheckpoint.of("llada-tiny", folder).writeShards(1);
    Files.writeString(path.resolve("model.safetensors.index.json"), index);
    assertThat(assertLoadsOrSaysWhy(path)).startsWith("model.safetensors.index.json: ");
  }

  /** Returns the message of the refusal, or an empty text if it loads. */
  private static String assertLoadsOrSaysWhy(Path path) throws IOException {
    try {
      Checkpoint.open(path).close();
      return "";
    } catch (CheckpointException e) {
      assertThat(e.problems()).hasSizeBetween(1, 21);
      assertThat(e.problems())
          .allSatisfy(
              problem ->
                  assertThat(problem)
                      .hasSizeBetween(10, 1000)
                      .matches("[ -~]+")
                      .doesNotContain("Exception", "fasterxml", "java.", "StreamRead"));
      return String.valueOf(e.getMessage());
    }
  }
}
