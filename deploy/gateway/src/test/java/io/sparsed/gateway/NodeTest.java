package io.sparsed.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.Lists;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OpenAI's own client for Node, and the examples for Node, each in a process of its own. */
class NodeTest {
  private static final Path ROOT = Path.of("..", "..");

  /** A copy of the repository's tree with all that runs, as modules are installed beside it. */
  private static final Path COPY = Path.of("target", "node");

  private static final Path FOLDER = COPY.resolve("examples/node");

  private static @Nullable DemoGateway gateway;

  /** Installs the clients, as their lock says, unless an earlier run did. */
  @BeforeAll
  static void install() throws Exception {
    assumeTrue(Run.isInstalled("node") && Run.isInstalled("npm"), "needs node and npm");
    Files.createDirectories(FOLDER);
    Path proto = COPY.resolve("proto");
    if (!Files.exists(proto)) {
      Files.createSymbolicLink(proto, ROOT.resolve("proto").toRealPath());
    }
    for (String name : new String[] {"package.json", "package-lock.json", "ask.js", "openai.js"}) {
      copy(ROOT.resolve("examples/node"), name);
    }
    copy(Path.of("src", "test", "node"), "client.js");
    Run npm = Run.of(FOLDER, "npm", "ci", "--prefer-offline", "--no-audit", "--no-fund");
    assumeTrue(npm.exitCode() == 0, () -> "npm ci failed, it needs npm's registry");
    gateway = new DemoGateway();
  }

  @AfterAll
  static void stop() {
    if (gateway != null) {
      gateway.close();
    }
  }

  @Test
  void openAiClient_everythingItDoes_works() throws Exception {
    assertThat(node("client.js", gateway().url() + "v1").lines())
        .containsExactly(
            "ok models", "ok whole", "ok streamed", "ok helper", "ok error", "ok cancel");
    await().until(() -> gateway().scheduler().requests() == 0);
  }

  @Test
  void example_ofOpenAi_streamsTheAnswer() throws Exception {
    assertThat(node("openai.js", gateway().url() + "v1", DemoGateway.QUESTION))
        .startsWith(DemoGateway.ANSWER + "\n")
        .endsWith(" steps\n");
  }

  @Test
  void example_ofGrpc_showsEveryStep() throws Exception {
    String target = "127.0.0.1:" + gateway().scheduler().port();

    assertThat(node("ask.js", target, DemoGateway.QUESTION))
        .contains("step 32, 0 masked: " + DemoGateway.ANSWER)
        .endsWith("\n" + DemoGateway.ANSWER + "\n");
  }

  private static String node(String... scriptAndArguments) throws Exception {
    return Run.of(FOLDER, Lists.asList("node", scriptAndArguments).toArray(String[]::new))
        .successful();
  }

  private static void copy(Path from, String name) throws IOException {
    Files.write(FOLDER.resolve(name), Files.readAllBytes(from.resolve(name)));
  }

  private static DemoGateway gateway() {
    return Objects.requireNonNull(gateway);
  }
}
