package io.sparsed.worker.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Maps the tensors of a checkpoint folder: one safetensors file, or shards with an index. The one
 * file counts where both are there, as in transformers.
 */
final class SafetensorsFolder {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";
  private static final long MAX_INDEX_BYTES = 100_000_000;

  /** Printable ASCII without a slash, so that no name leads out of the folder. */
  private static final String SHARD_NAME = "[ -~&&[^/\\\\]]+\\.safetensors";

  private SafetensorsFolder() {}

  /** Returns the tensors by name. */
  static Map<String, StoredTensor> map(Path folder, Arena arena) throws IOException {
    var tensors = new TreeMap<String, StoredTensor>();
    if (Files.isRegularFile(folder.resolve(SINGLE))) {
      for (var tensor : SafetensorsFile.map(folder.resolve(SINGLE), arena)) {
        tensors.put(tensor.name(), tensor);
      }
    } else if (Files.isRegularFile(folder.resolve(INDEX))) {
      mapShards(folder, arena, tensors);
    } else {
      throw new CheckpointException(
          "%s: neither %s nor %s; weights in other formats are not read"
              .formatted(folder, SINGLE, INDEX));
    }
    return tensors;
  }

  private static void mapShards(Path folder, Arena arena, Map<String, StoredTensor> tensors)
      throws IOException {
    var shardOf =
        CheckedJson.read(folder.resolve(INDEX), MAX_INDEX_BYTES, SafetensorsFolder::weightMap);
    var problems = new Problems();
    for (var shard : new TreeSet<>(shardOf.values())) {
      if (!Files.isRegularFile(folder.resolve(shard))) {
        problems.add(
            "%s: shard %s: expected a file of this folder, found nothing"
                .formatted(INDEX, Problems.shown(shard)));
        continue;
      }
      for (var tensor : SafetensorsFile.map(folder.resolve(shard), arena)) {
        var expected = shardOf.getOrDefault(tensor.name(), "no shard");
        if (expected.equals(shard)) {
          tensors.put(tensor.name(), tensor);
        } else {
          problems.add(
              "tensor %s: found in %s, expected in %s, as the index says"
                  .formatted(Problems.shown(tensor.name()), shard, expected));
        }
      }
    }
    problems.check();
    shardOf.forEach(
        (name, shard) -> {
          if (!tensors.containsKey(name) && !SafetensorsFile.isComputed(name)) {
            problems.add(
                "tensor %s: expected in %s, as the index says, found nothing"
                    .formatted(Problems.shown(name), shard));
          }
        });
    problems.check();
  }

  /** Returns the shard of each tensor that an index names. */
  private static Map<String, String> weightMap(JsonParser json) throws IOException {
    var shardOf = new TreeMap<String, String>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      var isWeightMap = json.currentName().equals("weight_map");
      if (json.nextToken() != JsonToken.START_OBJECT || !isWeightMap) {
        json.skipChildren();
        continue;
      }
      while (json.nextToken() != JsonToken.END_OBJECT) {
        var tensor = json.currentName();
        json.nextToken();
        shardOf.put(tensor, shard(json));
        if (shardOf.size() > SafetensorsHeader.MOST_TENSORS) {
          throw new CheckpointException(
              INDEX + ": more than " + SafetensorsHeader.MOST_TENSORS + " tensors");
        }
      }
    }
    if (shardOf.isEmpty()) {
      throw new CheckpointException(INDEX + ": expected a weight_map of shards by tensor name");
    }
    return shardOf;
  }

  private static String shard(JsonParser json) throws IOException {
    var shard = json.getText();
    if (json.currentToken() != JsonToken.VALUE_STRING || !shard.matches(SHARD_NAME)) {
      throw new CheckpointException(
          "%s: shard %s: expected the name of a safetensors file of this folder"
              .formatted(INDEX, Problems.shown(shard)));
    }
    return shard;
  }

  /**
   * Compares the tensors found with those that the model needs.
   *
   * @param expected shapes by tensor name
   * @throws CheckpointException if any tensor is missing, superfluous or of another shape
   */
  static void check(Map<String, StoredTensor> found, Map<String, List<Long>> expected) {
    var problems = new Problems();
    expected.forEach(
        (name, shape) -> {
          var tensor = found.get(name);
          if (tensor == null) {
            problems.add("tensor " + name + ": expected shape " + shape + ", found nothing");
          } else if (!tensor.shape().equals(shape)) {
            problems.add(
                "%s: tensor %s: expected shape %s, found %s"
                    .formatted(tensor.file(), name, shape, tensor.shape()));
          }
        });
    for (var tensor : found.values()) {
      if (!expected.containsKey(tensor.name())) {
        problems.add(
            "%s: tensor %s: expected nothing, found shape %s"
                .formatted(tensor.file(), Problems.shown(tensor.name()), tensor.shape()));
      }
    }
    problems.check();
  }
}
