package io.sparsed.containers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The expressions of the dashboard and of the alert rules in {@code deploy/observability}. */
final class Observability {
  private static final Path FOLDER = Engine.ROOT.resolve("deploy/observability");

  /** The bound at the end of an alert's expression, without which it has a value at any time. */
  private static final String BOUND = "\\s*(==|>|<)\\s*[0-9.]+\\s*$";

  private Observability() {}

  static List<String> expressions() throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(FOLDER.resolve("dashboard.json").toFile());
    JsonNode alerts =
        new ObjectMapper(new YAMLFactory()).readTree(FOLDER.resolve("alerts.yml").toFile());
    return Stream.concat(
            dashboard.findValuesAsText("expr").stream(),
            alerts.findValuesAsText("expr").stream().map(alert -> alert.replaceFirst(BOUND, "")))
        .toList();
  }
}
