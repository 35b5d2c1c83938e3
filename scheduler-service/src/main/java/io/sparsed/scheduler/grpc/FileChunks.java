package io.sparsed.scheduler.grpc;

import io.sparsed.v1.GetTokenizerResponse;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A FileChunks joins the chunks of tokenizer files that a worker sends. Not thread-safe. */
final class FileChunks {

  private final Map<String, ByteArrayOutputStream> files = new HashMap<>();

  /** Appends a chunk to its file. */
  void add(GetTokenizerResponse chunk) {
    files
        .computeIfAbsent(chunk.getFileName(), name -> new ByteArrayOutputStream())
        .writeBytes(chunk.getData().toByteArray());
  }

  /** Returns the contents of all files by name. */
  Map<String, byte[]> files() {
    return files.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, file -> file.getValue().toByteArray()));
  }
}
