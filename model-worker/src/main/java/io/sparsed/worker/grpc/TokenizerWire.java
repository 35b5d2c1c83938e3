package io.sparsed.worker.grpc;

import com.google.protobuf.UnsafeByteOperations;
import io.sparsed.v1.GetTokenizerResponse;
import io.sparsed.worker.checkpoint.TokenizerFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Turns tokenizer files into messages: file after file, in chunks. */
final class TokenizerWire {
  private static final int CHUNK_BYTES = 1 << 20;

  private TokenizerWire() {}

  static Iterator<GetTokenizerResponse> parts(TokenizerFiles files) {
    return files.hasTokenizer()
        ? files.paths().stream().flatMap(TokenizerWire::chunks).iterator()
        : Stream.<GetTokenizerResponse>empty().iterator();
  }

  private static Stream<GetTokenizerResponse> chunks(Path path) {
    byte[] bytes = read(path);
    int chunks = Math.max(1, Math.ceilDiv(bytes.length, CHUNK_BYTES));
    return IntStream.range(0, chunks)
        .mapToObj(
            i -> {
              int from = i * CHUNK_BYTES;
              int length = Math.min(CHUNK_BYTES, bytes.length - from);
              return GetTokenizerResponse.newBuilder()
                  .setFileName(TokenizerFiles.name(path))
                  .setData(UnsafeByteOperations.unsafeWrap(bytes, from, length))
                  .build();
            });
  }

  private static byte[] read(Path path) {
    try {
      return TokenizerFiles.read(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
