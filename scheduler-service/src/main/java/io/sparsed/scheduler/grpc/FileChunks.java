package io.sparsed.scheduler.grpc;

import io.sparsed.v1.GetTokenizerResponse;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The tokenizer's files as they come off the wire, in pieces. */
final class FileChunks {

  private final Map<String, ByteArrayOutputStream> files = new HashMap<>();

  /** Appends a piece to its file. */
  void add(GetTokenizerResponse chunk) {
    files
        .computeIfAbsent(chunk.getFileName(), name -> new ByteArrayOutputStream())
        .writeBytes(chunk.getData().toByteArray());
  }

  /** All files by name. */
  Map<String, byte[]> whole() {
    return files.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, file -> file.getValue().toByteArray()));
  }
}
