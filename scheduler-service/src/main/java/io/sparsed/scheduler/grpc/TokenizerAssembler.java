package io.sparsed.scheduler.grpc;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A TokenizerAssembler joins the tokenizer files that a worker sends. It throws {@link
 * IllegalArgumentException} if they are more or larger than those of any checkpoint. Not
 * thread-safe.
 */
final class TokenizerAssembler {

  /** The greatest size of all files together; the largest published tokenizers have 40 MB. */
  static final int MAX_BYTES = 64 << 20;

  private static final int MAX_FILES = 32;

  /** The most chunks, of which a worker sends one for each MiB of a file. */
  private static final int MAX_CHUNKS = 4096;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private final Map<String, ByteArrayOutputStream> files = new HashMap<>();
  private String current = "";
  private int chunks;
  private long bytes;

  /** Adds a chunk; the chunks of a file follow each other. */
  void add(String fileName, ByteString chunk) {
    if (fileName.equals(current) && files.containsKey(fileName)) {
      checkArgument(!chunk.isEmpty(), "an empty chunk of %s", fileName);
    } else {
      checkArgument(NAME.matcher(fileName).matches(), "a tokenizer file has no valid name");
      checkArgument(!files.containsKey(fileName), "tokenizer file %s came twice", fileName);
      checkArgument(files.size() < MAX_FILES, "more than %s tokenizer files", MAX_FILES);
      files.put(fileName, new ByteArrayOutputStream());
      current = fileName;
    }
    checkArgument(++chunks <= MAX_CHUNKS, "more than %s chunks", MAX_CHUNKS);
    bytes += chunk.size();
    checkArgument(bytes <= MAX_BYTES, "tokenizer files of more than %s bytes", MAX_BYTES);
    files.get(fileName).writeBytes(chunk.toByteArray());
  }

  /** Returns the contents of the files by name. */
  Map<String, byte[]> finish() {
    Map<String, byte[]> contents = new HashMap<>();
    files.forEach((name, content) -> contents.put(name, content.toByteArray()));
    return Map.copyOf(contents);
  }
}
