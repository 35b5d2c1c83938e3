package io.sparsed.worker.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests where the mask token comes from if {@code config.json} names none. */
class MaskTokenTest {
  private static final String QWEN = "a2d-qwen3-tiny";
  private static final String NAMED = "{\"mask_token\":\"<|mask|>\"}";

  @TempDir Path folder;

  private Path without(String model) throws IOException {
    return TestCheckpoint.of(model, folder)
        .config(config -> config.remove("mask_token_id"))
        .write();
  }

  private static OptionalInt maskToken(Path path) throws IOException {
    try (var checkpoint = Checkpoint.open(path)) {
      return checkpoint.spec().maskToken();
    }
  }

  @Test
  void open_tokenizerConfigDecodesIt_isTaken() throws IOException {
    var path = without(QWEN);
    Files.writeString(
        path.resolve("tokenizer_config.json"),
        "{\"mask_token\":{\"content\":\"<|mask|>\"},\"added_tokens_decoder\":{\"3\":{\"content\":\"a\"},\"499\":{\"content\":\"<|mask|>\"}}}");

    assertThat(maskToken(path)).hasValue(499);
  }

  @Test
  void open_specialTokensAndAddedTokens_isTaken() throws IOException {
    var path = without(QWEN);
    Files.writeString(path.resolve("special_tokens_map.json"), NAMED);
    Files.writeString(path.resolve("added_tokens.json"), "{\"<|mask|>\":498,\"b\":1}");

    assertThat(maskToken(path)).hasValue(498);
  }

  @Test
  void open_tokenizerJsonAdds_isTaken() throws IOException {
    var path = without(QWEN);
    Files.writeString(path.resolve("tokenizer_config.json"), NAMED);
    Files.writeString(
        path.resolve("tokenizer.json"),
        "{\"model\":{\"vocab\":{\"<|mask|>\":1}},\"added_tokens\":[{\"id\":497,\"content\":\"<|mask|>\"}]}");

    assertThat(maskToken(path)).hasValue(497);
  }

  @Test
  void open_configNamesOne_goesFirst() throws IOException {
    var path = TestCheckpoint.of(QWEN, folder).write();
    Files.writeString(path.resolve("special_tokens_map.json"), NAMED);
    Files.writeString(path.resolve("added_tokens.json"), "{\"<|mask|>\":498}");

    assertThat(maskToken(path)).hasValue(500);
  }

  @Test
  void open_nobodyNamesOne_onlyIlladaHasOne() throws IOException {
    assertThat(maskToken(without(QWEN))).isEmpty();
    assertThat(maskToken(without("illada-tiny"))).hasValue(5);
  }

  @Test
  void open_beyondTheVocabulary_refused() throws IOException {
    var path = without(QWEN);
    Files.writeString(path.resolve("special_tokens_map.json"), NAMED);
    Files.writeString(path.resolve("added_tokens.json"), "{\"<|mask|>\":151669}");

    assertThatThrownBy(() -> maskToken(path))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("151669 is not a token of a vocabulary of 512");
  }
}
