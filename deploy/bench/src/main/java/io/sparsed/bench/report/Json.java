package io.sparsed.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes a report as JSON. */
final class Json {
  static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /**
   * Returns {@code {"title", "command", "machine", "settings": {}, TABLE: [{}], "notes": [],
   * "failures": []}}.
   */
  static ObjectNode of(Report report, String command) {
    ObjectNode json =
        MAPPER
            .createObjectNode()
            .put("title", report.title())
            .put("command", command)
            .put("machine", report.machine());
    json.set("settings", MAPPER.valueToTree(report.settings()));
    report.tables().forEach(table -> json.set(table.name(), table.json()));
    json.set("notes", MAPPER.valueToTree(report.notes()));
    json.set("failures", MAPPER.valueToTree(report.failures()));
    return json;
  }
}
