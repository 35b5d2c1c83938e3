package io.sparsed.standalone.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Classes of which scheduler and worker, which depend on nothing in common, each have a copy. */
class SharedTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"AdminAccess", "AdminServer", "Meters", "Tracing"})
  void copies_ofSchedulerAndWorker_areTheSame(String name) throws IOException {
    assertThat(text("scheduler-service", "scheduler", name))
        .isEqualTo(text("model-worker", "worker", name));
  }

  private static String text(String module, String service, String name) throws IOException {
    Path file =
        Path.of("../..", module, "src/main/java/io/sparsed", service).resolve(name + ".java");
    return Files.readString(file).replace("package io.sparsed." + service + ";", "");
  }
}
