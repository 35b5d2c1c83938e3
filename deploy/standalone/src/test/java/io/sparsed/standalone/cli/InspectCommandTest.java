package io.sparsed.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.worker.golden.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void inspect_missingConfig_willNotLoad() {
    Cli result = Cli.run("inspect", folder.toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).contains("will load: no", "config.json");
  }

  @Test
  void inspect_missingWeights_namesThem() throws IOException {
    Path checkpoint = Golden.checkpoint("llada-tiny", folder);
    Files.delete(checkpoint.resolve("model.safetensors"));

    Cli result = Cli.run("inspect", checkpoint.toString(), "--output", "json");

    JsonNode json = JSON.readTree(result.out());
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(json.path("will_load").asBoolean()).isFalse();
    assertThat(json.path("problems").toString()).contains("model.safetensors");
  }

  @Test
  void inspect_brokenTokenizer_willNotLoad() throws IOException {
    Path checkpoint = Golden.checkpoint("llada-tiny", folder);
    Files.writeString(checkpoint.resolve("tokenizer.json"), "{");

    Cli result = Cli.run("inspect", checkpoint.toString());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).contains("will load: no", "tokenizer.json: ");
  }

  @Test
  void inspect_files_saysWhatIsTakenFromEach() throws IOException {
    Path checkpoint;
    try (ModelFolder demo = ModelFolder.of(Optional.of(Path.of("demo")))) {
      checkpoint = Files.createDirectory(folder.resolve("copy"));
      for (String name : new String[] {"config.json", "model.safetensors", "tokenizer.json"}) {
        Files.copy(demo.path().resolve(name), checkpoint.resolve(name));
      }
    }
    Files.writeString(checkpoint.resolve("README.md"), "a model");
    Files.writeString(checkpoint.resolve("merges.txt"), "");
    Files.writeString(checkpoint.resolve("chat_template.json"), "{\"chat_template\": \"hello\"}");

    JsonNode files =
        JSON.readTree(Cli.run("inspect", checkpoint.toString(), "--output", "json").out())
            .path("files");

    assertThat(files.path("config.json").asText()).startsWith("architecture and dimensions");
    assertThat(files.path("model.safetensors").asText()).isEqualTo("weights");
    assertThat(files.path("tokenizer.json").asText()).contains("vocabulary");
    assertThat(files.path("chat_template.json").asText()).isEqualTo("chat template");
    assertThat(files.path("merges.txt").asText("none")).isEmpty();
    assertThat(files.path("README.md").asText("none")).isEmpty();
    assertThat(Cli.run("inspect", checkpoint.toString()).out())
        .contains("files:", "  model.safetensors: weights", "  README.md: not read");
  }

  @Test
  void inspect_modelThatWasNotFetched_saysWhereItWasLookedFor() {
    assertThat(Cli.run("inspect", "some-org/some-model").out())
        .contains("will load: no", "hf download some-org/some-model");
  }

  @Test
  void inspect_goldenDream_saysWhatItIs() throws IOException {
    Path checkpoint = Golden.checkpoint("dream-tiny", folder);

    JsonNode json =
        JSON.readTree(Cli.run("inspect", checkpoint.toString(), "--output", "json").out());

    assertThat(json.path("will_load").asBoolean()).isTrue();
    assertThat(json.path("architecture").asText()).isEqualTo("DreamModel");
    assertThat(json.path("layers").asInt()).isEqualTo(3);
    assertThat(json.path("kv_heads").asInt()).isEqualTo(2);
    assertThat(json.path("stored_type").asText()).isEqualTo("float32");
    assertThat(json.path("weight_bytes").asLong()).isEqualTo(4 * json.path("parameters").asLong());
    assertThat(json.path("has_tokenizer").asBoolean()).isFalse();
  }

  @Test
  void inspect_demoModel_hasATokenizerAndATemplate() throws IOException {
    try (ModelFolder demo = ModelFolder.of(Optional.empty())) {
      Cli result = Cli.run("inspect", demo.path().toString());

      assertThat(result.exitCode()).isZero();
      assertThat(result.out())
          .contains(
              "architecture: LLaDAModelLM",
              "will load: yes",
              "tokenizer: yes",
              "chat template: yes");
    }
  }
}
