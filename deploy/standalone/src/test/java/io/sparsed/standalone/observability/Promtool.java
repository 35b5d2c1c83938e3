package io.sparsed.standalone.observability;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Runs Prometheus' own checks. */
final class Promtool {
  private Promtool() {}

  /** Skips the test unless a command of the Debian package {@code prometheus} is installed. */
  static void need(String command) {
    boolean isThere =
        Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    assumeTrue(isThere, command + " is not in PATH: install Prometheus");
  }

  /** Fails unless promtool accepts its input. */
  static void run(String input, String... arguments) throws IOException, InterruptedException {
    need("promtool");
    Process process =
        new ProcessBuilder(Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList())
            .redirectErrorStream(true)
            .start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as("%s: %s", List.of(arguments), output).isZero();
  }
}
