package io.sparsed.bench.quality;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sparsed.standalone.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * A SavedReport is the JSON file of an earlier run, from which its tables and charts are drawn.
 *
 * @param command command line of that run
 * @param machine machine of that run, in a line
 * @param settings settings of that run
 * @param summary scores of that run
 */
record SavedReport(String command, String machine, Map<String, Object> settings, Summary summary) {
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /**
   * Reads the file of a run.
   *
   * @throws UsageException if it cannot be read, or is none
   */
  static SavedReport read(Path file) {
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(file));
      if (!json.path("policies").path(0).has("by_length")) {
        throw new UsageException("--draw: %s is no report of bench quality".formatted(file));
      }
      List<PolicyScore> scores =
          StreamSupport.stream(json.path("policies").spliterator(), false)
              .map(SavedReport::score)
              .toList();
      return new SavedReport(
          json.path("command").asText(),
          json.path("machine").asText(),
          JSON.convertValue(
              json.path("settings"), new TypeReference<LinkedHashMap<String, Object>>() {}),
          new Summary(scores));
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException("--draw: %s cannot be read: %s".formatted(file, e.getMessage()));
    }
  }

  private static PolicyScore score(JsonNode row) {
    return new PolicyScore(
        Policy.parse(row.path("policy").asText()),
        map(row.path("by_length"), Integer::valueOf, Score.class),
        map(row.path("by_task"), Function.identity(), Score.class),
        map(row.path("work_by_length"), Integer::valueOf, Work.class),
        row.path("kept").asDouble(),
        row.path("attended").asDouble(),
        Optional.of(row.path("against_dense"))
            .filter(JsonNode::isObject)
            .map(pair -> JSON.convertValue(pair, PolicyScore.Paired.class)));
  }

  private static <K extends Comparable<K>, V> SortedMap<K, V> map(
      JsonNode object, Function<String, K> key, Class<V> type) {
    SortedMap<K, V> map = new TreeMap<>();
    object
        .properties()
        .forEach(e -> map.put(key.apply(e.getKey()), JSON.convertValue(e.getValue(), type)));
    return map;
  }
}
