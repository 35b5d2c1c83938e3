package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the examples of docs/requests.md, which tests compare with the answers of a scheduler. */
final class RequestsDocument {

  private RequestsDocument() {}

  static List<String> lines() {
    try {
      return Files.readAllLines(Path.of("..", "docs", "requests.md"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asserts that a good request that failed is answered as documented. */
  static void assertFailure(String whatHappens, StatusRuntimeException seen) {
    // Where the client ends the call itself, it makes up the status, without details.
    boolean isByServer = StatusProto.fromThrowable(seen).getDetailsCount() > 0;
    String reason = isByServer ? " " + Errors.reason(seen) + " " : " ";
    String row = "| %s | %s |%s|".formatted(whatHappens, seen.getStatus().getCode(), reason);

    assertThat(lines()).anyMatch(line -> line.startsWith(row), "starts with " + row);
  }
}
