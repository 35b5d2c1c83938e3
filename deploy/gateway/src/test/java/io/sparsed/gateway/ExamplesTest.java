package io.sparsed.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples for Java and the shell, as they stand; {@link NodeTest} runs those for Node. */
class ExamplesTest {
  private static final Path FOLDER = Path.of("..", "..", "examples");

  @TempDir static Path classes;
  private static DemoGateway gateway;

  @BeforeAll
  static void start() throws Exception {
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-d",
                classes.toString(),
                FOLDER.resolve("java/Ask.java").toString(),
                FOLDER.resolve("java/OpenAi.java").toString());
    assertThat(compiled).isZero();
    gateway = new DemoGateway();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void ask_demoModel_showsStepsAndAnswer() throws Exception {
    assertThat(java("Ask", scheduler()))
        .contains("DENSE_AND_SELECT", "SPARSE")
        .contains("\n" + DemoGateway.ANSWER + "\n");
  }

  @Test
  void openAi_demoModel_streamsTheAnswer() throws Exception {
    assertThat(java("OpenAi", gateway.url() + "v1")).endsWith(DemoGateway.ANSWER + "\n");
  }

  @Test
  void curl_everyRequest_isAnswered() throws Exception {
    assumeTrue(Run.isInstalled("curl"), "needs curl");
    String address = gateway.url().replaceFirst("/$", "");

    assertThat(Run.of(FOLDER, "./curl.sh", address).successful())
        .contains("\"content\":\"" + DemoGateway.ANSWER)
        .contains("data: [DONE]")
        .contains("event: sparsed.pattern")
        .contains("\"param\":\"logit_bias\"");
  }

  @Test
  void grpcurl_everyRequest_isAnswered() throws Exception {
    assumeTrue(Run.isInstalled("grpcurl"), "needs grpcurl");

    assertThat(Run.of(FOLDER, "./grpcurl.sh", scheduler()).successful())
        .contains("sparsed.v1.GenerationService")
        .contains("\"text\": \"" + DemoGateway.ANSWER + "\"");
  }

  private static String java(String main, String address) throws Exception {
    return Run.of(
            classes,
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classes + ":" + System.getProperty("java.class.path"),
            main,
            address,
            DemoGateway.QUESTION)
        .successful();
  }

  private static String scheduler() {
    return "127.0.0.1:" + gateway.scheduler().port();
  }
}
