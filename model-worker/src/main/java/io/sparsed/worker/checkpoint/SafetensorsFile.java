package io.sparsed.worker.checkpoint;

import com.fasterxml.jackson.databind.util.ByteBufferBackedInputStream;
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
import java.util.Arrays;
import java.util.List;

/**
 * Maps a safetensors file into memory, without reading it into the heap. The file has an 8-byte
 * length, a JSON header, then the tensors' bytes.
 */
final class SafetensorsFile {
  private static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final long MAX_HEADER_BYTES = 100_000_000;

  private SafetensorsFile() {}

  /**
   * Returns the tensors of a file, but for those that a model computes by itself.
   *
   * @param arena owner of the mapping
   * @throws CheckpointException if the file is not whole, breaks a rule of the format, or holds a
   *     type that no worker computes in
   */
  static List<StoredTensor> map(Path path, Arena arena) throws IOException {
    MemorySegment file;
    try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
      file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    }
    var name = TokenizerFiles.name(path);
    long headerBytes = file.byteSize() < 8 ? -1 : file.get(LENGTH, 0);
    if (headerBytes < 2 || headerBytes > Math.min(MAX_HEADER_BYTES, file.byteSize() - 8)) {
      throw new CheckpointException(
          "%s: not a whole safetensors file: %d bytes, header length %d; fetch it again"
              .formatted(name, file.byteSize(), headerBytes));
    }
    if (file.get(ValueLayout.JAVA_BYTE, 8) != '{') {
      throw new CheckpointException(name + ": not a safetensors file: its header begins with no {");
    }
    var data = file.asSlice(8 + headerBytes);
    var header = new SafetensorsHeader(name, data.byteSize());
    var text = new ByteBufferBackedInputStream(file.asSlice(8, headerBytes).asByteBuffer());
    var tensors = new ArrayList<StoredTensor>();
    for (var entry : CheckedJson.read(name, text, header::read)) {
      if (!isComputed(entry.name())) {
        long bytes = entry.end() - entry.begin();
        var stored = data.asSlice(entry.begin(), bytes);
        tensors.add(new StoredTensor(name, entry.name(), type(name, entry), entry.shape(), stored));
      }
    }
    return tensors;
  }

  /** Returns true for tables of rotary positions, which some checkpoints hold needlessly. */
  static boolean isComputed(String tensor) {
    return tensor.endsWith("rotary_emb.inv_freq");
  }

  private static ElementType type(String file, SafetensorsHeader.Entry entry) {
    return Arrays.stream(ElementType.values())
        .filter(type -> type.safetensorsName().equals(entry.type()))
        .findFirst()
        .orElseThrow(
            () ->
                new CheckpointException(
                    "%s: tensor %s: expected F32, F16 or BF16, found %s"
                        .formatted(file, Problems.shown(entry.name()), entry.type())));
  }
}
