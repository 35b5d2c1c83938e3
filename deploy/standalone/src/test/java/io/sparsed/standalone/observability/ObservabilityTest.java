package io.sparsed.standalone.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard and the alert rules, evaluated by a real Prometheus over servers under load. */
class ObservabilityTest {
  private static final Path FOLDER = Path.of("../observability");

  @Test
  void expressions_ofDashboardAndRules_returnData(@TempDir Path temporary) throws Exception {
    Promtool.need("prometheus");
    AtomicBoolean isOver = new AtomicBoolean();
    try (Deployment servers = new Deployment();
        Prometheus prometheus = new Prometheus(servers, temporary)) {
      Thread load =
          Thread.startVirtualThread(
              () -> {
                while (!isOver.get()) {
                  servers.generate();
                }
              });
      for (String expression : expressions()) {
        await(expression)
            .atMost(Duration.ofSeconds(30))
            .ignoreExceptions() // it starts meanwhile
            .until(() -> hasNumber(prometheus.query(expression)));
      }
      isOver.set(true);
      load.join();
    }
  }

  @Test
  void rules_areAcceptedAndFire() throws Exception {
    Promtool.run("", "check", "rules", FOLDER.resolve("alerts.yml").toString());
    Promtool.run("", "test", "rules", FOLDER.resolve("alerts.test.yml").toString());
  }

  @Test
  void alerts_eachHasATest() throws IOException {
    List<String> alerts = new ArrayList<>();
    rules().forEach(rule -> alerts.add(rule.get("alert").asText()));
    List<String> tested = new ArrayList<>();
    yaml("alerts.test.yml").get("tests").forEach(test -> tested.add(test.get("name").asText()));

    assertThat(tested).isEqualTo(alerts).hasSizeGreaterThan(10);
  }

  /** Returns the dashboard's expressions, and what each rule compares with its threshold. */
  private static List<String> expressions() throws IOException {
    List<String> expressions = new ArrayList<>();
    JsonNode dashboard = new ObjectMapper().readTree(FOLDER.resolve("dashboard.json").toFile());
    dashboard.findValues("expr").forEach(each -> expressions.add(each.asText()));
    for (JsonNode rule : rules()) {
      expressions.add(rule.get("expr").asText().replaceFirst(" (==|<|>) [\\d.]+$", ""));
    }
    assertThat(expressions).hasSizeGreaterThan(50).doesNotContain("");
    return expressions;
  }

  private static JsonNode rules() throws IOException {
    return yaml("alerts.yml").at("/groups/0/rules");
  }

  private static JsonNode yaml(String file) throws IOException {
    return new YAMLMapper().readTree(FOLDER.resolve(file).toFile());
  }

  private static boolean hasNumber(JsonNode results) {
    for (JsonNode result : results) {
      if (!result.at("/value/1").asText().equals("NaN")) {
        return true;
      }
    }
    return false;
  }
}
