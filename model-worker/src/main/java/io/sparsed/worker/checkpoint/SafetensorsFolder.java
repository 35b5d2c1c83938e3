package io.sparsed.worker.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Maps the tensors of a checkpoint folder: one safetensors file, or shards with an index. */
final class SafetensorsFolder {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private SafetensorsFolder() {}

  static Map<String, StoredTensor> map(Path folder, Arena arena) throws IOException {
    if (Files.isRegularFile(folder.resolve(INDEX))) {
      return mapShards(folder, arena);
    }
    if (Files.isRegularFile(folder.resolve(SINGLE))) {
      return SafetensorsFile.map(folder.resolve(SINGLE), arena);
    }
    throw new CheckpointException(
        "%s: neither %s nor %s; weights in other formats are not read"
            .formatted(folder, SINGLE, INDEX));
  }

  private static Map<String, StoredTensor> mapShards(Path folder, Arena arena) throws IOException {
    var index = JSON.readTree(Files.readString(folder.resolve(INDEX))).path("weight_map");
    var shards = new TreeSet<String>();
    index.properties().forEach(entry -> shards.add(entry.getValue().asText()));
    var tensors = new TreeMap<String, StoredTensor>();
    var problems = new ArrayList<String>();
    for (var shard : shards) {
      var path = folder.resolve(shard).normalize();
      if (!path.startsWith(folder.normalize()) || !Files.isRegularFile(path)) {
        problems.add(
            INDEX + ": shard " + shard + ": expected a file of this folder, found nothing");
        continue;
      }
      for (var tensor : SafetensorsFile.map(path, arena).values()) {
        if (!index.path(tensor.name()).asText().equals(shard)) {
          problems.add(
              "tensor %s: found in %s, expected in %s, as the index says"
                  .formatted(tensor.name(), shard, index.path(tensor.name()).asText("no shard")));
        }
        tensors.put(tensor.name(), tensor);
      }
    }
    if (!problems.isEmpty()) {
      throw new CheckpointException(problems);
    }
    return tensors;
  }

  /**
   * Compares the tensors found with those that the model needs.
   *
   * @param expected shapes by tensor name
   * @throws CheckpointException if any tensor is missing, superfluous or of another shape
   */
  static void check(Map<String, StoredTensor> found, Map<String, List<Long>> expected) {
    var problems = new ArrayList<String>();
    expected.forEach(
        (name, shape) -> {
          var tensor = found.get(name);
          if (tensor == null) {
            problems.add("tensor " + name + ": expected shape " + shape + ", found nothing");
          } else if (!tensor.shape().equals(shape)) {
            problems.add(
                "tensor " + name + ": expected shape " + shape + ", found " + tensor.shape());
          }
        });
    for (var tensor : found.values()) {
      if (!expected.containsKey(tensor.name())) {
        problems.add(
            "tensor " + tensor.name() + ": expected nothing, found shape " + tensor.shape());
      }
    }
    if (!problems.isEmpty()) {
      throw new CheckpointException(problems);
    }
  }
}
