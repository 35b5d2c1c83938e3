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
import java.util.List;

/**
 * Turns a request into its result. A failure of this request alone is its result; a failure that
 * every request would meet stops the batch. Thread-safe.
 */
final class RequestWork implements OrderedWork.Work<RequestLine, Result> {
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();

  private final WireClient client;

  RequestWork(WireClient client) {
    this.client = client;
  }

  @Override
  public Result on(RequestLine line) {
    if (!line.problem().isEmpty()) {
      return Result.of(
          line,
          new Failure(
              "INVALID_ARGUMENT", "INVALID_JSON", line.problem(), List.of(), ExitCode.USAGE));
    }
    try {
      return Result.of(line, PRINTER.print(client.complete(line.request())));
    } catch (SparseDException e) {
      if (stopsTheBatch(e)) {
        throw new BatchStoppedException(String.valueOf(e.getMessage()), e);
      }
      return Result.of(line, Failure.of(e));
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
}
