package io.sparsed.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {
  private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");

  @TempDir Path temporary;

  @Test
  void serve_terminated_finishesAndLeavesNothingBehind() throws Exception {
    try (SparseDProcess process = SparseDProcess.start(temporary, "serve", "--port", "0")) {
      String ready = process.readLine();
      assertThat(ready).startsWith("ready: demo on 127.0.0.1:");
      assertThat(temporary).isNotEmptyDirectory();
      assertThat(ask(port(ready)).exitCode()).isZero();

      process.terminate();

      assertThat(process.awaitExit()).isEqualTo(128 + 15);
      assertThat(temporary).isEmptyDirectory();
    }
  }

  @Test
  void schedulerAndWorker_asProcesses_answerTogether() throws Exception {
    try (SparseDProcess worker = SparseDProcess.start(temporary, "worker", "--port", "0")) {
      int workerPort = port(worker.readLine());
      try (SparseDProcess scheduler =
          SparseDProcess.start(
              temporary, "scheduler", "--workers", "127.0.0.1:" + workerPort, "--port", "0")) {
        int port = port(scheduler.readLine());
        await().until(() -> !Cli.run("models", "--connect", "127.0.0.1:" + port).out().isEmpty());

        assertThat(ask(port).exitCode()).isZero();
      }
    }
  }

  private static Cli ask(int port) {
    return Cli.run(
        "generate", "hi", "--connect", "127.0.0.1:" + port, "--gen-length", "8", "--steps", "4");
  }

  static int port(String line) {
    Matcher matcher = PORT.matcher(line);
    assertThat(matcher.find()).describedAs(line).isTrue();
    return Integer.parseInt(matcher.group(1));
  }
}
