package io.sparsed.bench.latency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparsed.worker.timing.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report as JSON, and back. */
final class ReportJson {
  private ReportJson() {}

  /**
   * {@code {"command", "model", "machine", "kernels", "steps": [...], "answers": [...], "memory":
   * [...]}}.
   */
  static ObjectNode of(Report report) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("command", report.command())
            .put("model", report.model())
            .put("machine", report.machine())
            .put("kernels", report.kernels());
    ArrayNode steps = json.putArray("steps");
    report.steps().forEach(step -> steps.add(step(step)));
    ArrayNode answers = json.putArray("answers");
    report
        .answers()
        .forEach(
            answer ->
                answers
                    .addObject()
                    .put("canvas", answer.canvas())
                    .put("steps", answer.steps())
                    .put("composed", true)
                    .put("dense_seconds", answer.dense())
                    .put("sparse_seconds", answer.sparse()));
    ArrayNode memory = json.putArray("memory");
    report
        .memory()
        .forEach(
            used -> memory.addObject().put("canvas", used.canvas()).put("bytes", used.bytes()));
    return json;
  }

  private static ObjectNode step(StepTime step) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("canvas", step.canvas());
    switch (step.kind()) {
      case StepKind.Dense() -> json.put("kind", "dense");
      case StepKind.Pattern(double select, int blockSize) ->
          json.put("kind", "pattern").put("select", select).put("block_size", blockSize);
      case StepKind.Sparse(double select, int blockSize) ->
          json.put("kind", "sparse").put("select", select).put("block_size", blockSize);
    }
    json.put("runs", step.runs())
        .put("seconds", step.seconds())
        .put("fastest", step.fastest())
        .put("grpc_seconds", step.grpc());
    ObjectNode parts = json.putObject("parts");
    step.parts().forEach((part, share) -> parts.put(part.name().toLowerCase(Locale.ROOT), share));
    return json;
  }

  /** Reads what {@link #of} made. */
  static Report read(Path file) throws IOException {
    JsonNode json = new ObjectMapper().readTree(Files.readString(file));
    List<StepTime> steps = new ArrayList<>();
    json.path("steps").forEach(step -> steps.add(step(step)));
    List<Report.Memory> memory = new ArrayList<>();
    json.path("memory")
        .forEach(
            used ->
                memory.add(
                    new Report.Memory(used.path("canvas").asInt(), used.path("bytes").asLong())));
    return new Report(
        json.path("command").asText(),
        json.path("model").asText(),
        json.path("machine").asText(),
        json.path("kernels").asText(),
        steps,
        memory);
  }

  private static StepTime step(JsonNode json) {
    Map<Part, Double> parts = new EnumMap<>(Part.class);
    json.path("parts")
        .properties()
        .forEach(
            part ->
                parts.put(
                    Part.valueOf(part.getKey().toUpperCase(Locale.ROOT)),
                    part.getValue().asDouble()));
    return new StepTime(
        json.path("canvas").asInt(),
        kind(json),
        json.path("runs").asInt(),
        json.path("seconds").asDouble(),
        json.path("fastest").asDouble(),
        json.path("grpc_seconds").asDouble(),
        parts);
  }

  private static StepKind kind(JsonNode json) {
    double select = json.path("select").asDouble();
    int blockSize = json.path("block_size").asInt();
    String kind = json.path("kind").asText();
    return switch (kind) {
      case "dense" -> new StepKind.Dense();
      case "pattern" -> new StepKind.Pattern(select, blockSize);
      case "sparse" -> new StepKind.Sparse(select, blockSize);
      default -> throw new IllegalArgumentException("no kind of step is called " + kind);
    };
  }
}
