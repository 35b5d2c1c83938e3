package io.sparsed.worker.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparsed.worker.checkpoint.TestCheckpoint.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders and configs as other programs write them. */
class RealCheckpointsTest {
  @TempDir Path folder;

  @Test
  void open_shardsByAnyNameOfTheFolder_load() throws IOException {
    var path = TestCheckpoint.of("llada-tiny", folder.resolve("my models")).writeShards(2);
    var link = Files.createSymbolicLink(folder.resolve("link"), path);
    var here = Path.of("").toAbsolutePath().relativize(path.toAbsolutePath());
    for (var name :
        List.of(path, link, here, path.resolve("."), path.resolve("../" + path.getFileName()))) {
      assertOpens(name);
    }
  }

  /** The folder of Hugging Face's cache: every file is a link to a blob elsewhere. */
  @Test
  void open_linksToBlobs_load() throws IOException {
    var path = TestCheckpoint.of("llada-tiny", folder.resolve("blobs")).writeShards(2);
    var snapshot = Files.createDirectory(folder.resolve("snapshot"));
    try (var files = Files.list(path)) {
      for (var file : files.toList()) {
        Files.createSymbolicLink(snapshot.resolve(file.getFileName()), file);
      }
    }
    assertOpens(snapshot);
  }

  @Test
  void open_staleIndexBesideAWholeFile_theFileCounts() throws IOException {
    var path = TestCheckpoint.of("llada-tiny", folder).write();
    Files.writeString(
        path.resolve("model.safetensors.index.json"), "{\"weight_map\":{\"a\":\"b\"}}");
    assertOpens(path);
  }

  @Test
  void open_inverseFrequencies_ignored() throws IOException {
    var checkpoint = TestCheckpoint.of("dream-tiny", folder);
    checkpoint.tensors.put(
        "model.layers.0.self_attn.rotary_emb.inv_freq",
        new Entry("I64", new long[] {2}, new byte[16]));
    assertOpens(checkpoint.write());
  }

  @ParameterizedTest
  @CsvSource({
    "llada-tiny, weight_tying, model.transformer.ff_out.weight",
    "dream-tiny, tie_word_embeddings, lm_head.weight"
  })
  void open_tiedWithTheHeadStored_isNoted(String model, String field, String head)
      throws IOException {
    var path = TestCheckpoint.of(model, folder).config(config -> config.put(field, true)).write();
    try (var checkpoint = Checkpoint.open(path)) {
      assertThat(checkpoint.notes())
          .singleElement()
          .asString()
          .startsWith(head + " is not used: config.json ties");
      assertThat(checkpoint.parameters()).isLessThan(180_000);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"rope_theta\": 7e5, \"rope_type\": \"default\"}",
        "{\"rope_theta\": 7e5}",
        "{\"rope_theta\": 7e5, \"type\": \"default\", \"partial_rotary_factor\": 1.0}",
      })
  void open_ropeParametersOfTransformers5_haveTheTheta(String parameters) throws IOException {
    for (var model : List.of("llada-tiny", "dream-tiny")) {
      var path =
          written(model, config -> config.remove("rope_theta"), "rope_parameters", parameters);
      try (var checkpoint = Checkpoint.open(path)) {
        assertThat(checkpoint.spec().rotary().theta()).isEqualTo(7e5);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "{\"rope_type\":\"default\"}", "{\"type\":\"default\"}"})
  void open_ropeScalingThatChangesNothing_loads(String scaling) throws IOException {
    assertOpens(written("dream-tiny", _ -> {}, "rope_scaling", scaling));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rope_scaling | {\"rope_type\":\"yarn\",\"factor\":4.0}",
        "rope_scaling | {\"type\":\"linear\",\"factor\":2.0}",
        "rope_scaling | {\"factor\":2.0}",
        "rope_scaling | \"dynamic\"",
        "rope_scaling | [1]",
        "rope_scaling | {\"rope_type\":null}",
        "rope_parameters | {\"rope_type\":\"llama3\",\"rope_theta\":500000.0}",
        "rope_parameters | {\"full_attention\":{\"rope_type\":\"default\"}}",
        "rope_parameters | {\"rope_type\":\"default\",\"partial_rotary_factor\":0.5}",
        "rope_parameters | {\"rope_type\":\"default\",\"rope_theta\":1.0}",
      })
  void open_otherRotaryPositions_refusedByName(String field, String value) throws IOException {
    for (var model : List.of("llada-tiny", "dream-tiny")) {
      var path = written(model, _ -> {}, field, value);
      assertThatThrownBy(() -> Checkpoint.open(path).close())
          .isInstanceOf(CheckpointException.class)
          .hasMessageStartingWith("config.json: " + field + ": expected ");
    }
  }

  @Test
  void open_severalEndsOfSequence_allKept() throws IOException {
    var path = written("dream-tiny", _ -> {}, "eos_token_id", "[501, 7, 501]");
    try (var checkpoint = Checkpoint.open(path)) {
      assertThat(checkpoint.spec().eosTokens()).containsExactly(501, 7);
    }
  }

  @Test
  void open_byteOrderMark_loads() throws IOException {
    var path = TestCheckpoint.of("dream-tiny", folder).write();
    var config = path.resolve("config.json");
    Files.writeString(config, "\uFEFF" + Files.readString(config));
    assertOpens(path);
  }

  private Path written(
      String model, java.util.function.Consumer<ObjectNode> change, String field, String json)
      throws IOException {
    var value = TestCheckpoint.JSON.readTree(json);
    return TestCheckpoint.of(model, folder.resolve(model))
        .config(change.andThen(config -> config.set(field, value)))
        .write();
  }

  private static void assertOpens(Path path) throws IOException {
    try (var checkpoint = Checkpoint.open(path)) {
      assertThat(checkpoint.notes()).isEmpty();
    }
  }
}
