package io.sparsed.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparsed.client.SparseDClient;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The deployment of {@code deploy/compose} with a real Prometheus, but without Grafana. */
class ComposeTest {
  private static final List<String> COMPOSE =
      List.of("docker-compose", "-p", "sparsed-test", "-f", "deploy/compose/compose.yaml");

  @BeforeAll
  static void up() {
    Engine.require();
    Engine.requireCompose();
    Images.build();
    Engine.run(Map.of(), COMPOSE, "up", "-d", "scheduler", "worker-1", "worker-2", "prometheus");
  }

  @AfterAll
  static void down() {
    if (Engine.hasCompose()) {
      Engine.run(Map.of(), COMPOSE, "down", "--volumes");
    }
  }

  @Test
  void prometheus_underLoad_scrapesEveryTargetForEveryExpression() throws Exception {
    try (SparseDClient client =
        SparseDClient.builder("localhost:50051").plaintext().retry(Deployment.PATIENT).build()) {
      await().atMost(Duration.ofMinutes(1)).until(() -> !client.models().isEmpty());
      List<String> expressions = Observability.expressions();
      assertThat(expressions).hasSizeGreaterThan(20);

      await()
          .atMost(Duration.ofMinutes(6)) // two rounds of requests, and a scrape after them
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                Requests.underway(client).answers();
                assertThat(ask("targets?state=active").findValues("health"))
                    .extracting(JsonNode::asText)
                    .containsExactly("up", "up", "up");
                assertThat(expressions).allSatisfy(each -> assertThat(data(each)).isNotEmpty());
              });
    }
  }

  @Test
  void configuration_ofPrometheus_isAccepted() {
    assertThat(promtool("check", "config", "/etc/prometheus/prometheus.yml"))
        .contains("SUCCESS")
        .doesNotContain("FAILED");
  }

  private static String promtool(String... arguments) {
    List<String> command = new ArrayList<>(COMPOSE);
    command.addAll(List.of("exec", "-T", "prometheus", "promtool"));
    return Engine.run(Map.of(), command, arguments);
  }

  private static JsonNode data(String expression) throws IOException {
    return ask("query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
        .path("result");
  }

  private static JsonNode ask(String question) throws IOException {
    String body = Http.get("http://localhost:9099/api/v1/" + question);
    return new ObjectMapper().readTree(body).path("data");
  }
}
