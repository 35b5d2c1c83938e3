package io.sparsed.standalone.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFolderTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "demo-gpt", "./demo", "demo/demo-dream"})
  void of_noDemoModelsName_isTheFolderItself(String path) throws IOException {
    try (ModelFolder folder = ModelFolder.of(Optional.of(Path.of(path)))) {
      assertThat(folder.path()).isEqualTo(Path.of(path));
    }
  }

  @ParameterizedTest
  @EnumSource
  void of_demoModelsName_isItsCheckpointUntilClosed(DemoModel model) throws IOException {
    Path unpacked;
    try (ModelFolder folder = ModelFolder.of(Optional.of(Path.of(model.id())))) {
      unpacked = folder.path();
      assertThat(unpacked).hasFileName(model.id());
      assertThat(unpacked.resolve("model.safetensors")).isNotEmptyFile();
    }
    assertThat(unpacked.getParent()).doesNotExist();
  }

  @Test
  void of_nothing_isTheFirstDemoModel() throws IOException {
    try (ModelFolder folder = ModelFolder.of(Optional.empty())) {
      assertThat(folder.path()).hasFileName("demo");
    }
  }
}
