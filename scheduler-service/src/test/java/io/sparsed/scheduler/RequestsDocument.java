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

/** Reads docs/requests.md, whose tables must match what clients see. */
final class RequestsDocument {

  private RequestsDocument() {}

  static List<String> lines() {
    try {
      return Files.readAllLines(Path.of("..", "docs", "requests.md"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asserts that a valid request that failed is answered as documented. */
  static void assertFailure(String whatHappens, StatusRuntimeException seen) {
    // A client that ends the call itself makes up the status, without details.
    boolean isByServer = StatusProto.fromThrowable(seen).getDetailsCount() > 0;
    String reason = isByServer ? " " + Errors.reason(seen) + " " : " ";
    String row = "| %s | %s |%s|".formatted(whatHappens, seen.getStatus().getCode(), reason);

    assertThat(lines()).anyMatch(line -> line.startsWith(row), "starts with " + row);
  }
}
