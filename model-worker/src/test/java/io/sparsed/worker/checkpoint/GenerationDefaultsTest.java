package io.sparsed.worker.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparsed.worker.golden.Golden;
import io.sparsed.worker.tensor.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what is taken from {@code generation_config.json}. */
class GenerationDefaultsTest {
  private static final String DREAM = "dream-tiny";

  @TempDir Path folder;

  private Path checkpoint(String model, String config) throws IOException {
    var path = Golden.checkpoint(model, folder);
    Files.writeString(path.resolve("generation_config.json"), config);
    return path;
  }

  private static GenerationDefaults defaults(Path path) throws IOException {
    try (var checkpoint = Checkpoint.open(path)) {
      return checkpoint.card(ElementType.FLOAT32).defaults();
    }
  }

  @Test
  void open_dream_everyOptionIsTaken() throws IOException {
    var defaults =
        defaults(
            checkpoint(
                DREAM,
                """
                {"alg": "entropy", "temperature": 0.3, "top_p": 0.95, "top_k": 50, "alg_temp": 0,
                 "eps": 0.01, "steps": 512, "eos_token_id": 1}"""));

    assertThat(defaults.unmasking()).hasValue("entropy");
    assertThat(defaults.temperature()).hasValue(0.3);
    assertThat(defaults.topP()).hasValue(0.95);
    assertThat(defaults.topK()).hasValue(50);
    assertThat(defaults.algTemp()).hasValue(0);
    assertThat(defaults.eps()).hasValue(0.01);
    assertThat(defaults.maxGenLength()).isEmpty();
  }

  @Test
  void open_nullOrNoFile_isLeftOut() throws IOException {
    assertThat(defaults(checkpoint(DREAM, "{\"top_p\": null}"))).isEqualTo(GenerationDefaults.NONE);
    assertThat(defaults(Golden.checkpoint(DREAM, folder.resolve("without"))))
        .isEqualTo(GenerationDefaults.NONE);
  }

  @Test
  void open_samplerThatIsNotServed_isNoted() throws IOException {
    try (var checkpoint = Checkpoint.open(checkpoint(DREAM, "{\"alg\": \"entropy_threshold\"}"))) {
      assertThat(checkpoint.card(ElementType.FLOAT32).defaults().unmasking()).isEmpty();
      assertThat(checkpoint.notes()).singleElement().asString().contains("alg entropy_threshold");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"temperature\": -1",
        "\"temperature\": 1e-9",
        "\"temperature\": \"hot\"",
        "\"temperature\": NaN",
        "\"top_p\": 0",
        "\"top_p\": 1.5",
        "\"top_k\": -1",
        "\"top_k\": 1e12",
        "\"alg_temp\": 101",
        "\"eps\": 1",
        "\"eps\": 0"
      })
  void open_valueOutOfItsRange_isRefusedByName(String field) throws IOException {
    var path = checkpoint(DREAM, "{" + field + "}");

    assertThatThrownBy(() -> Checkpoint.open(path))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("generation_config.json: " + field.split("\"", 3)[1]);
  }

  @Test
  void open_otherModels_haveThoseOfTheirArchitecture() throws IOException {
    var autoregressive = "{\"temperature\": 0.6, \"top_p\": 7, \"top_k\": 20}";

    assertThat(defaults(checkpoint("a2d-qwen3-tiny", autoregressive)))
        .isEqualTo(GenerationDefaults.NONE);
    assertThat(defaults(checkpoint("illada-tiny", autoregressive)))
        .extracting(GenerationDefaults::maxGenLength, GenerationDefaults::temperature)
        .containsExactly(OptionalInt.of(128), OptionalDouble.empty());
  }
}
