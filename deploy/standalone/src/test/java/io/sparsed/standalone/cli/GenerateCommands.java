package io.sparsed.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** {@code sparsed generate}, asking a scheduler of the demo model. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GenerateCommands {
  static final ObjectMapper JSON = new ObjectMapper();
  static final String[] SHORT = {"--gen-length", "8", "--steps", "4"};

  DemoServers servers;

  @BeforeAll
  void serve() throws Exception {
    servers = new DemoServers(UnaryOperator.identity());
  }

  @AfterAll
  void stop() {
    servers.close();
  }

  Cli ask(String text, String... options) {
    return Cli.run(connected(with(new String[] {text}, options)));
  }

  String[] connected(String... arguments) {
    return with(new String[] {"generate", "--connect", servers.target()}, arguments);
  }

  static String[] with(String[] first, String... more) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  static int promptTokens(Cli result) throws IOException {
    return JSON.readTree(result.out()).path("usage").path("prompt_tokens").asInt();
  }

  static int[] ints(JsonNode array) {
    return IntStream.range(0, array.size()).map(i -> array.path(i).asInt()).toArray();
  }
}
