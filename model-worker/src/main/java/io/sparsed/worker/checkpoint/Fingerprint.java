package io.sparsed.worker.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Computes a short digest of a checkpoint's contents. It reads only the first bytes of each tensor,
 * enough to tell two trainings of one architecture apart without reading gigabytes.
 */
final class Fingerprint {
  private static final long SAMPLE_BYTES = 1024;
  private static final int DIGITS = 16;

  private Fingerprint() {}

  static String of(Path config, Map<String, StoredTensor> tensors, TokenizerFiles tokenizer)
      throws IOException {
    var digest = sha256();
    digest.update(Files.readAllBytes(config));
    for (var path : tokenizer.paths()) {
      digest.update(TokenizerFiles.name(path).getBytes(StandardCharsets.UTF_8));
      digest.update(TokenizerFiles.read(path));
    }
    for (var tensor : new TreeMap<>(tensors).values()) {
      var head = tensor.name() + tensor.type() + tensor.shape();
      digest.update(head.getBytes(StandardCharsets.UTF_8));
      long bytes = Math.min(SAMPLE_BYTES, tensor.data().byteSize());
      digest.update(tensor.data().asSlice(0, bytes).asByteBuffer());
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
