package io.sparsed.worker.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparsed.worker.tensor.ElementType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * Maps a safetensors file into memory, without reading it into the heap. The file has an 8-byte
 * length, a JSON header, then the tensors' bytes.
 */
final class SafetensorsFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final long MAX_HEADER_BYTES = 100_000_000;

  private SafetensorsFile() {}

  /**
   * Returns the tensors of a file by name, in the header's order.
   *
   * @param arena owner of the mapping
   * @throws CheckpointException if the file is not whole, or its header contradicts its size
   */
  static Map<String, StoredTensor> map(Path path, Arena arena) throws IOException {
    MemorySegment file;
    try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
      file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    }
    long headerBytes = file.byteSize() < 8 ? -1 : file.get(LENGTH, 0);
    if (headerBytes < 2 || headerBytes > Math.min(MAX_HEADER_BYTES, file.byteSize() - 8)) {
      throw new CheckpointException(
          "%s: not a whole safetensors file: %d bytes, header length %d; fetch it again"
              .formatted(path.getFileName(), file.byteSize(), headerBytes));
    }
    var header = parse(path, file.asSlice(8, headerBytes));
    var data = file.asSlice(8 + headerBytes);
    var tensors = new LinkedHashMap<String, StoredTensor>();
    var problems = new ArrayList<String>();
    header
        .properties()
        .forEach(
            entry -> {
              if (!entry.getKey().equals("__metadata__")) {
                try {
                  tensors.put(entry.getKey(), tensor(entry.getKey(), entry.getValue(), data));
                } catch (IllegalArgumentException e) {
                  problems.add(path.getFileName() + ": " + e.getMessage());
                }
              }
            });
    if (!problems.isEmpty()) {
      throw new CheckpointException(problems);
    }
    return tensors;
  }

  private static JsonNode parse(Path path, MemorySegment header) throws IOException {
    try {
      return JSON.readTree(header.toArray(ValueLayout.JAVA_BYTE));
    } catch (JsonProcessingException e) {
      throw new CheckpointException(
          path.getFileName() + ": its header is not JSON: " + e.getOriginalMessage());
    }
  }

  private static StoredTensor tensor(String name, JsonNode entry, MemorySegment data) {
    var type = type(name, entry.path("dtype").asText());
    List<Long> shape =
        StreamSupport.stream(entry.path("shape").spliterator(), false)
            .map(JsonNode::asLong)
            .toList();
    long begin = entry.path("data_offsets").path(0).asLong(-1);
    long end = entry.path("data_offsets").path(1).asLong(-1);
    long bytes = type.bytes();
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException("tensor " + name + ": a negative size in " + shape);
      }
      bytes = Math.multiplyExact(bytes, size);
    }
    if (begin < 0 || end > data.byteSize() || end - begin != bytes) {
      throw new IllegalArgumentException(
          "tensor %s: shape %s of %s is %d bytes, but its bytes are %d to %d of %d in the file; fetch it again"
              .formatted(name, shape, type.safetensorsName(), bytes, begin, end, data.byteSize()));
    }
    return new StoredTensor(name, type, shape, data.asSlice(begin, bytes));
  }

  private static ElementType type(String name, String dtype) {
    for (var type : ElementType.values()) {
      if (type.safetensorsName().equals(dtype)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "tensor " + name + ": expected F32, F16 or BF16, found " + dtype);
  }
}
