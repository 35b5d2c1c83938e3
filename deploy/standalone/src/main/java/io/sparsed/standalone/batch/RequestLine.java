package io.sparsed.standalone.batch;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.sparsed.client.CancelledException;
import io.sparsed.client.OverloadedException;
import io.sparsed.client.SparseDException;
import io.sparsed.client.UnauthenticatedException;
import io.sparsed.client.UnavailableException;
import io.sparsed.client.WireClient;
import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.failure.Failure;
import io.sparsed.v1.GenerateRequest;
import java.util.List;

/**
 * Turns a request line into a result line. A failure of this request alone is its result; a failure
 * that every request would meet stops the batch. Thread-safe.
 */
final class RequestLine implements OrderedWork.Work<String, String> {
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();

  private final WireClient client;

  RequestLine(WireClient client) {
    this.client = client;
  }

  @Override
  public String on(String line) {
    GenerateRequest.Builder request = GenerateRequest.newBuilder();
    try {
      JsonFormat.parser().merge(line, request);
    } catch (InvalidProtocolBufferException e) {
      return json(
          new Failure(
              "INVALID_ARGUMENT",
              "INVALID_JSON",
              "the line is no GenerateRequest: " + e.getMessage(),
              List.of(),
              ExitCode.USAGE));
    }
    try {
      return PRINTER.print(client.complete(request.build()));
    } catch (SparseDException e) {
      if (stopsTheBatch(e)) {
        throw new BatchStoppedException(String.valueOf(e.getMessage()), e);
      }
      return json(Failure.of(e));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a message without Any always prints", e);
    }
  }

  private static boolean stopsTheBatch(SparseDException failure) {
    return switch (failure) {
      case UnavailableException _,
          OverloadedException _,
          UnauthenticatedException _,
          CancelledException _ ->
          true;
      // The target is no scheduler.
      default -> failure.status().equals("UNIMPLEMENTED");
    };
  }

  private static String json(Failure failure) {
    return failure.toJson().toString();
  }
}
