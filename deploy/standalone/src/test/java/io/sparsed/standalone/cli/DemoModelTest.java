package io.sparsed.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparsed.scheduler.text.TextCodec;
import io.sparsed.standalone.local.LocalTokenizer;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.standalone.prompt.Needle;
import io.sparsed.standalone.prompt.NeedlePrompt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The models that come along answer right, from the command down to the weights. */
class DemoModelTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void generate_neitherFolderNorDemoModel_saysWhatIsMissing() {
    Cli result = Cli.run("generate", "hi", "--model", "demo-gpt");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("demo-gpt", "config.json");
  }

  @Test
  void generate_optionOfTheOtherFamily_isRefused() {
    Cli result = generate("demo-dream", "hi", "--block-length", "32");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("diffusion.block_length: ", "Dream model");
  }

  @Test
  void inspect_dream_isOfItsArchitecture() throws IOException {
    JsonNode json = JSON.readTree(Cli.run("inspect", "demo-dream", "--output", "json").out());

    assertThat(json.path("will_load").asBoolean()).isTrue();
    assertThat(json.path("architecture").asText()).isEqualTo("DreamModel");
    assertThat(json.path("kv_heads").asInt()).isEqualTo(2);
    assertThat(json.path("has_tokenizer").asBoolean()).isTrue();
    assertThat(json.path("has_chat_template").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "demo-dream"})
  void generate_shortQuestion_isAnswered(String model) {
    String[] options = {"--gen-length", "32", "--steps", "32", "--seed", "1"};
    assertThat(generate(model, "What is the capital of Italy?", options).out())
        .isEqualToIgnoringNewLines("The capital of Italy is Rome.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "demo-dream"})
  void generate_needle_isFoundDenseAndSparse(String model) throws IOException {
    Needle needle = needle(model, 1000);

    JsonNode dense = answer(model, needle, "--origin");
    JsonNode sparse = answer(model, needle, "--block-size", "32");

    assertThat(dense.path("usage").path("prompt_tokens").asInt()).isBetween(1000, 1032);
    assertThat(dense.path("text").asText()).contains(needle.answer());
    assertThat(sparse.path("text").asText()).contains(needle.answer());
    assertThat(dense.path("usage").path("sparse_steps").asInt()).isZero();
    assertThat(sparse.path("usage").path("sparse_steps").asInt()).isEqualTo(11);
  }

  @Test
  void generate_template_isShownFilled() {
    Cli result =
        generate("demo", "The capital of {{2}} is Rome.", "--template", "--gen-length", "8");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .startsWith("The capital of ")
        .contains(" is Rome.")
        .doesNotContain("{{");
  }

  @Test
  void generate_toolForATemplateWithoutTools_isRefused() {
    Cli result = generate("demo", "hi", "--tool", "{\"name\": \"clock\"}");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("chat.tools", "has no tools");
  }

  @Test
  void score_candidates_tellsTheProbabilityOfEachToken() throws IOException {
    String[] asked = {"score", "The capital of Italy is{{ Rome}}.", "--model", "demo"};
    JsonNode scores = JSON.readTree(Cli.run(with(asked, "--output", "json")).out()).path("scores");

    assertThat(scores).isNotEmpty();
    assertThat(scores)
        .allSatisfy(
            score -> assertThat(score.path("probability").asDouble()).isBetween(1e-12, 1.0));
    assertThat(Cli.run(asked).out().lines()).hasSize(scores.size());
    assertThat(Cli.run("score", "nothing to score").exitCode()).isEqualTo(2);
  }

  private static Needle needle(String model, int tokens) throws IOException {
    try (ModelFolder folder = ModelFolder.of(Optional.of(Path.of(model)));
        TextCodec codec = LocalTokenizer.open(folder.path()).orElseThrow()) {
      return NeedlePrompt.synthesize(tokens, text -> codec.encode(text).length, tokens);
    }
  }

  private static JsonNode answer(String model, Needle needle, String... attention)
      throws IOException {
    String[] options = {
      "--gen-length", "32", "--steps", "16", "--temperature", "0", "--output", "json"
    };
    return JSON.readTree(generate(model, needle.text(), with(options, attention)).out());
  }

  private static Cli generate(String model, String prompt, String... options) {
    String[] asked = {"generate", prompt, "--model", model, "--device", "cpu"};
    return Cli.run(with(asked, options));
  }

  private static String[] with(String[] first, String... more) {
    return Stream.of(first, more).flatMap(Arrays::stream).toArray(String[]::new);
  }
}
