package io.sparsed.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The Docker engine of this machine, and its commands. */
final class Engine {
  static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  private static final boolean REQUIRED = "required".equals(System.getProperty("sparsed.engine"));
  private static final boolean ANSWERS = answers();
  private static final boolean HAS_COMPOSE = ANSWERS && succeeds("docker-compose", "version");

  private Engine() {}

  /** Skips the tests of a class where no engine answers; fails them where one is required. */
  static void require() {
    if (REQUIRED) {
      assertThat(ANSWERS).as("no Docker engine answers: start it by .ci/docker-engine").isTrue();
    }
    assumeTrue(ANSWERS, "no Docker engine answers");
  }

  /** Skips the tests of a class where there is no docker-compose; fails them if one is required. */
  static void requireCompose() {
    if (REQUIRED) {
      assertThat(HAS_COMPOSE).as("no docker-compose").isTrue();
    }
    assumeTrue(HAS_COMPOSE, "no docker-compose");
  }

  static boolean hasCompose() {
    return HAS_COMPOSE;
  }

  private static boolean answers() {
    boolean answers = succeeds("docker", "info");
    if (!answers && !REQUIRED) {
      System.out.println("SKIPPED: the tests of the images, no Docker engine answers");
    }
    return answers;
  }

  private static boolean succeeds(String... command) {
    try {
      run(Map.of(), command);
      return true;
    } catch (UncheckedIOException | IllegalStateException e) {
      return false;
    }
  }

  /** Runs a command with more arguments. */
  static String run(Map<String, String> variables, List<String> command, String... more) {
    return run(variables, Stream.concat(command.stream(), Stream.of(more)).toArray(String[]::new));
  }

  /**
   * Runs a command in the root of the repository and returns what it printed.
   *
   * @throws IllegalStateException if it fails
   */
  static String run(Map<String, String> variables, String... command) {
    try {
      Path output = Files.createTempFile("command", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(ROOT.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(variables);
      Process process = builder.start();
      boolean isOver = process.waitFor(5, TimeUnit.MINUTES);
      process.destroyForcibly();
      String printed = Files.readString(output, StandardCharsets.UTF_8);
      Files.delete(output);
      if (!isOver || process.waitFor() != 0) {
        throw new IllegalStateException(List.of(command) + " failed:\n" + printed);
      }
      return printed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
