package io.sparsed.worker.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparsed.worker.golden.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** A golden checkpoint whose tensors and config a test changes before it writes them. */
final class TestCheckpoint {
  static final ObjectMapper JSON = new ObjectMapper();

  /** A tensor to write: its header entry without offsets, and its bytes. */
  record Entry(String dtype, long[] shape, byte[] data) {}

  final Path folder;
  final Map<String, Entry> tensors = new LinkedHashMap<>();

  private TestCheckpoint(Path folder) {
    this.folder = folder;
  }

  static TestCheckpoint of(String model, Path parent) throws IOException {
    var checkpoint = new TestCheckpoint(Golden.checkpoint(model, parent));
    byte[] file = Files.readAllBytes(checkpoint.folder.resolve("model.safetensors"));
    int headerBytes = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    for (var field : JSON.readTree(file, 8, headerBytes).properties()) {
      if (!field.getKey().equals("__metadata__")) {
        int from = field.getValue().path("data_offsets").path(0).asInt();
        int to = field.getValue().path("data_offsets").path(1).asInt();
        var data = new byte[to - from];
        System.arraycopy(file, 8 + headerBytes + from, data, 0, data.length);
        long[] shape = JSON.convertValue(field.getValue().path("shape"), long[].class);
        var type = field.getValue().path("dtype").asText();
        checkpoint.tensors.put(field.getKey(), new Entry(type, shape, data));
      }
    }
    return checkpoint;
  }

  /** A tensor that is there. */
  Entry tensor(String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  /** Changes {@code config.json}. */
  TestCheckpoint config(Consumer<ObjectNode> change) throws IOException {
    var path = folder.resolve("config.json");
    var config = (ObjectNode) JSON.readTree(Files.readString(path));
    change.accept(config);
    Files.writeString(path, config.toString());
    return this;
  }

  /** Writes one file. */
  Path write() throws IOException {
    write("model.safetensors", tensors);
    return folder;
  }

  /** Writes shards that hold the tensors in turn, and their index. */
  Path writeShards(int count) throws IOException {
    Files.delete(folder.resolve("model.safetensors"));
    var index = JSON.createObjectNode();
    var names = tensors.keySet().stream().toList();
    for (int shard = 0; shard < count; shard++) {
      var file = "model-%05d-of-%05d.safetensors".formatted(shard + 1, count);
      var part = new LinkedHashMap<String, Entry>();
      for (int i = shard; i < names.size(); i += count) {
        part.put(names.get(i), tensor(names.get(i)));
        index.withObject("/weight_map").put(names.get(i), file);
      }
      write(file, part);
    }
    Files.writeString(folder.resolve("model.safetensors.index.json"), index.toString());
    return folder;
  }

  private void write(String name, Map<String, Entry> part) throws IOException {
    var header = JSON.createObjectNode();
    int offset = 0;
    for (var tensor : part.entrySet()) {
      var entry = header.putObject(tensor.getKey());
      entry.put("dtype", tensor.getValue().dtype());
      entry.set("shape", JSON.valueToTree(tensor.getValue().shape()));
      entry.putArray("data_offsets").add(offset).add(offset + tensor.getValue().data().length);
      offset += tensor.getValue().data().length;
    }
    byte[] json = JSON.writeValueAsBytes(header);
    try (var out = Files.newOutputStream(folder.resolve(name))) {
      out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).array());
      out.write(json);
      for (var tensor : part.values()) {
        out.write(tensor.data());
      }
    }
  }
}
