package io.sparsed.scheduler.grpc;

import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs blocking calls to a worker, and reads and writes their streams. */
final class WorkerCall {

  private WorkerCall() {}

  /** A call that blocks until the worker has answered. */
  @FunctionalInterface
  interface Rpc<R> {
    R run() throws StatusException, InterruptedException;
  }

  /** Runs a call and returns its result; throws the exceptions of {@link WorkerErrors}. */
  static <R> R run(String address, Rpc<R> rpc) {
    try {
      return rpc.run();
    } catch (StatusException e) {
      throw WorkerErrors.exception(address, e, false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the call to worker " + address + " was given up");
    }
  }

  /** Reads a stream to its end, and cancels the call if {@code each} throws. */
  static <T> void readAll(BlockingClientCall<?, T> call, Consumer<T> each)
      throws StatusException, InterruptedException {
    try {
      for (@Nullable T part = call.read(); part != null; part = call.read()) {
        each.accept(part);
      }
    } finally {
      call.cancel("not read any further", null);
    }
  }

  /** Writes a stream until the worker ends it or all parts are sent, and waits for the answer. */
  static <T> void writeAll(BlockingClientCall<T, ?> call, Iterator<T> parts)
      throws StatusException, InterruptedException {
    boolean open = true;
    while (open && parts.hasNext()) {
      open = call.write(parts.next());
    }
    call.halfClose();
    var _ = call.read();
  }
}
