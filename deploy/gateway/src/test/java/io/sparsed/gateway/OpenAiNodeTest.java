package io.sparsed.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OpenAI's own client for Node, in a process of its own. */
class OpenAiNodeTest {
  private static final Path SOURCES = Path.of("src", "test", "node");
  private static final Path FOLDER = Path.of("target", "node");

  /** Installs the client, as its lock says, unless an earlier run did. */
  @BeforeAll
  static void install() throws Exception {
    assumeTrue(isInstalled("node") && isInstalled("npm"), "needs node and npm");
    Files.createDirectories(FOLDER);
    for (String name : List.of("package.json", "package-lock.json", "client.js")) {
      Files.write(FOLDER.resolve(name), Files.readAllBytes(SOURCES.resolve(name)));
    }
    Run npm = Run.of("npm", "ci", "--prefer-offline", "--no-audit", "--no-fund");
    assumeTrue(npm.exitCode() == 0, () -> "npm ci failed, it needs npm's registry");
  }

  @Test
  void client_everythingItDoes_works() throws Exception {
    try (DemoGateway gateway = new DemoGateway()) {
      Run run = Run.of("node", "client.js", gateway.url() + "v1");

      assertThat(run.exitCode()).describedAs(run.output()).isZero();
      assertThat(run.output().lines())
          .containsExactly(
              "ok models", "ok whole", "ok streamed", "ok helper", "ok error", "ok cancel");
      await().until(() -> gateway.scheduler().requests() == 0);
    }
  }

  private static boolean isInstalled(String command) throws InterruptedException {
    try {
      return new ProcessBuilder(command, "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * A process that has ended.
   *
   * @param output lines of both of its streams
   */
  private record Run(int exitCode, String output) {
    static Run of(String... command) throws IOException, InterruptedException {
      Process process =
          new ProcessBuilder(command).directory(FOLDER.toFile()).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return new Run(process.exitValue(), output);
    }
  }
}
