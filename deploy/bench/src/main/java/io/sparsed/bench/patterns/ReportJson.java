package io.sparsed.bench.patterns;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The numbers of a report as JSON: steps, layers and heads count from 0, shares lie in [0, 1]. */
final class ReportJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ReportJson() {}

  static ObjectNode of(Report report) {
    Findings findings = report.findings();
    var sparsity = report.sparsity();
    ObjectNode json = NODES.objectNode();
    json.put("model", report.generation().model());
    json.put("answer", report.generation().answer());
    report.answeredRight().ifPresent(right -> json.put("answered_right", right));
    json.put("prompt_tokens", report.generation().question().tokens());
    json.put("canvas_length", report.canvasLength());
    json.put("block_size", sparsity.blockSize());
    json.put("blocks", report.blocks());
    json.put("first_generation_block", report.observation().taken().mask(0, 0).firstGeneration());
    json.put("select", sparsity.select());
    json.put("skip", sparsity.skip());
    json.put("total_steps", report.generation().steps());
    findings.steps().forEach(json.putArray("steps")::add);
    json.put("taken_step", findings.takenStep());
    json.set("over_time", overTime(findings.overTime()));
    json.set("over_time_of_generation", overTime(findings.overTimeOfGeneration()));
    json.set("heads_overlap_by_layer", matrices(findings.headsByLayer()));
    ArrayNode heads = json.putArray("heads");
    findings.heads().forEach(head -> heads.add(head(head)));
    return json;
  }

  private static ObjectNode overTime(OverTime overTime) {
    ObjectNode json = NODES.objectNode();
    json.set("share", matrix(overTime.all(), Overlap::share));
    json.set("chance", matrix(overTime.all(), Overlap::chance));
    json.set("share_by_layer", matrices(overTime.byLayer()));
    return json;
  }

  private static ObjectNode head(HeadNumbers head) {
    ObjectNode json = NODES.objectNode();
    json.put("layer", head.layer()).put("head", head.head()).put("kept", head.kept());
    json.set("later_steps", overlap(head.later()));
    json.set("later_steps_of_generation", overlap(head.laterOfGeneration()));
    head.neighbours()
        .ifPresent(neighbours -> json.set("neighbouring_query_blocks", overlap(neighbours)));
    head.others().ifPresent(others -> json.set("other_heads", overlap(others)));
    json.set("places", places(head.places()));
    return json;
  }

  private static ObjectNode overlap(Overlap overlap) {
    return NODES.objectNode().put("share", overlap.share()).put("chance", overlap.chance());
  }

  private static ObjectNode places(Places places) {
    return NODES
        .objectNode()
        .put("window_reach", places.reach())
        .put("window", places.window())
        .put("window_by_chance", places.windowByChance())
        .put("first_column", places.firstColumn())
        .put("generation", places.generation())
        .put("elsewhere", places.elsewhere());
  }

  private static ArrayNode matrices(List<OverlapMatrix> layers) {
    ArrayNode json = NODES.arrayNode();
    layers.forEach(layer -> json.add(matrix(layer, Overlap::share)));
    return json;
  }

  private static ArrayNode matrix(OverlapMatrix overlaps, ToDoubleFunction<Overlap> number) {
    ArrayNode rows = NODES.arrayNode();
    for (int row = 0; row < overlaps.size(); row++) {
      ArrayNode columns = rows.addArray();
      for (int column = 0; column < overlaps.size(); column++) {
        columns.add(number.applyAsDouble(overlaps.at(row, column)));
      }
    }
    return rows;
  }
}
