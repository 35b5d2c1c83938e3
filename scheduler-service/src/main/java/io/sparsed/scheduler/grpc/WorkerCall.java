package io.sparsed.scheduler.grpc;

import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Blocking calls of a worker: how they fail, and how their streams are read and written. */
final class WorkerCall {

  private WorkerCall() {}

  /** What blocks until a worker has answered. */
  @FunctionalInterface
  interface Rpc<R> {
    R run() throws StatusException, InterruptedException;
  }

  /**
   * Runs it.
   *
   * @throws io.sparsed.scheduler.pool.WorkerException if the worker fails
   * @throws CancellationException if the calling thread is interrupted
   */
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

  /** Reads a stream to its end; one that is not read to its end is cancelled. */
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

  /** Writes a stream, unless the worker ends it before, and waits until it was taken. */
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
