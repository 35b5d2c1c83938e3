package io.sparsed.client.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AskTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

  @Test
  void run_nobodyListens_saysSo() {
    int exitCode = Ask.run("127.0.0.1:1", "hello", out);

    assertThat(exitCode).isEqualTo(1);
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("try again later");
  }

  @Test
  void run_answer_isShownStepByStep() throws Exception {
    try (EchoServer server = new EchoServer()) {
      int exitCode = Ask.run(server.target(), "hello", out);

      assertThat(exitCode).isZero();
      assertThat(printed.toString(StandardCharsets.UTF_8).lines())
          .containsExactly(
              "echo: 1 tokens of prompt", "step 1 of 1, UNKNOWN: hel\u2591", "hello", "(2 tokens)");
    }
  }
}
