package io.sparsed.worker.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads any bytes as each JSON file of a checkpoint: the header of a safetensors file, the index of
 * shards, and config.json. It is read, or refused with a CheckpointException.
 */
public final class CheckpointFuzz {
  private static final Path FOLDER = folder();

  private CheckpointFuzz() {}

  private interface Reading {
    void run() throws IOException;
  }

  /** Runs one input. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    boolean isJson = input.length > 0 && input[0] == '{';
    Path weights = Files.write(FOLDER.resolve("weights.safetensors"), isJson ? led(input) : input);
    try (Arena arena = Arena.ofConfined()) {
      attempt(() -> SafetensorsFile.map(weights, arena));
    }
    if (!isJson) {
      return;
    }
    Files.write(FOLDER.resolve("model.safetensors.index.json"), input);
    try (Arena arena = Arena.ofConfined()) {
      attempt(() -> SafetensorsFolder.map(FOLDER, arena));
    }
    Files.write(FOLDER.resolve("config.json"), input);
    attempt(
        () -> {
          var spec = ConfigReader.read(FOLDER);
          spec.architecture().tensorNames().shapes(spec);
        });
  }

  /** Returns a file of a header and the 64 bytes of its tensors. */
  private static byte[] led(byte[] header) {
    return ByteBuffer.allocate(header.length + 72)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .array();
  }

  private static void attempt(Reading reading) throws IOException {
    try {
      reading.run();
    } catch (CheckpointException documented) {
      return;
    }
  }

  private static Path folder() {
    try {
      Path folder = Files.createTempDirectory("checkpoint-fuzz");
      folder.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
