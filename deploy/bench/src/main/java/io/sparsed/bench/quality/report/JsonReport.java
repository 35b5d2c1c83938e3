package io.sparsed.bench.quality.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** The summary as JSON; shares are in [0, 1]. */
public final class JsonReport {
  private JsonReport() {}

  /** {@code {"run": {...}, "policies": [{"policy", "correct", "count", ...}]}}. */
  public static ObjectNode of(Run run, Summary summary) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putObject("run")
        .put("command", run.command())
        .put("model", run.model())
        .put("machine", run.machine())
        .put("samples", run.samples())
        .set("settings", run.settings().toJson());
    var policies = json.putArray("policies");
    summary.policies().forEach(policy -> policies.add(policy(policy)));
    return json;
  }

  private static ObjectNode policy(PolicyScore score) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("policy", score.policy().name());
    json.put("kind", score.policy().kind().id());
    score.policy().select().ifPresent(share -> json.put("select", share));
    score.policy().skip().ifPresent(share -> json.put("skip", share));
    put(json, score.all());
    json.put("kept", score.kept()).put("attended", score.attended());
    score
        .againstDense()
        .ifPresent(
            pair ->
                json.putObject("against_dense")
                    .put("points", pair.points())
                    .put("lost", pair.lost())
                    .put("gained", pair.gained())
                    .put("count", pair.count()));
    put(json.putObject("by_length"), score.byLength());
    put(json.putObject("by_task"), score.byKind());
    return json;
  }

  private static void put(ObjectNode json, Map<?, Score> scores) {
    scores.forEach((key, score) -> put(json.putObject(String.valueOf(key)), score));
  }

  private static void put(ObjectNode json, Score score) {
    json.put("correct", score.correct()).put("count", score.count());
    json.put("accuracy", score.accuracy()).put("low", score.low()).put("high", score.high());
  }
}
