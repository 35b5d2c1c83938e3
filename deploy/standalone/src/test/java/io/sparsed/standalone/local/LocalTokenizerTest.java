package io.sparsed.standalone.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalTokenizerTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ModelFolder demo;

  @BeforeEach
  void open() throws IOException {
    demo = ModelFolder.of(Optional.empty());
  }

  @AfterEach
  void close() {
    demo.close();
  }

  @Test
  void problem_demoModel_none() throws IOException {
    assertThat(LocalTokenizer.problem(demo.path())).isEmpty();
  }

  @Test
  void problem_templateWithAnUnknownFilter_isNamed() throws IOException {
    Path file = demo.path().resolve("tokenizer_config.json");
    ObjectNode config = (ObjectNode) JSON.readTree(Files.readString(file));
    config.put("chat_template", "{{ messages[0].content|nosuch }}");
    Files.writeString(file, config.toString());

    assertThat(LocalTokenizer.problem(demo.path()))
        .hasValueSatisfying(
            problem -> assertThat(problem).contains("template cannot be rendered", "nosuch"));
  }

  @Test
  void problem_brokenFile_isNamed() throws IOException {
    Files.writeString(demo.path().resolve("tokenizer.json"), "{");

    assertThat(LocalTokenizer.problem(demo.path()))
        .hasValueSatisfying(problem -> assertThat(problem).contains("tokenizer.json"));
  }
}
