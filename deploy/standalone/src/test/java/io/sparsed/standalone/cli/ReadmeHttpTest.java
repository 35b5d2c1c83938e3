package io.sparsed.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** README's curl lines, run as they stand but for the port. */
class ReadmeHttpTest {
  private static final Path README = Path.of("..", "..", "README.md");

  /** A command, up to the next one or the end of its block. */
  private static final Pattern CURL = Pattern.compile("(?ms)^curl .*?(?=^curl |^```)");

  private static final Pattern PORT = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/$");

  @TempDir Path temporary;

  @Test
  void serve_httpPort_answersTheCurlLinesOfReadme() throws Exception {
    List<String> commands =
        CURL.matcher(Files.readString(README)).results().map(MatchResult::group).toList();
    assertThat(commands).hasSizeGreaterThan(2);
    try (SparseDProcess process =
        SparseDProcess.start(
            temporary, "serve", "--port", "0", "--http-port", "0", "--metrics-port", "0")) {
      assertThat(process.readLine()).startsWith("ready: demo on 127.0.0.1:");
      var page = PORT.matcher(process.readLine());
      assertThat(page.find()).isTrue();
      assertThat(process.readLine()).endsWith("/v1");
      assertThat(process.readLine()).endsWith("/metrics");

      for (String command : commands) {
        assertThat(run(command.replace("localhost:8080", "127.0.0.1:" + page.group(1))))
            .describedAs(command)
            .containsAnyOf("\"demo\"", "<!doctype html>")
            .doesNotContain("\"error\"");
      }
    }
  }

  private static String run(String command) throws Exception {
    Process process =
        new ProcessBuilder("bash", "-c", command.replace("curl ", "curl -sS --max-time 60 "))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).describedAs(command).isTrue();
    assertThat(process.exitValue()).describedAs(output).isZero();
    return output;
  }
}
