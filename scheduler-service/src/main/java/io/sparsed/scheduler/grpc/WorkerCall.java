package io.sparsed.scheduler.grpc;

import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.sparsed.scheduler.pool.WorkerException;
import io.sparsed.scheduler.pool.WorkerException.Kind;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs blocking calls to a worker, and reads and writes their streams. */
final class WorkerCall {

  private WorkerCall() {}

  /** A call that blocks until the worker has answered. */
  @FunctionalInterface
  interface Rpc<R> {
    R run() throws StatusException, InterruptedException, TimeoutException;
  }

  /**
   * Runs a call and returns its result; throws the exceptions of {@link WorkerErrors}. An answer
   * that cannot be read, for whatever reason, is the worker's fault.
   */
  static <R> R run(String address, StreamTrace trace, Rpc<R> rpc) {
    try {
      return rpc.run();
    } catch (StatusException e) {
      throw WorkerErrors.exception(address, e, trace.wasCut());
    } catch (TimeoutException e) {
      throw new WorkerException(Kind.LATE, "worker " + address + " fell silent", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the call to worker " + address + " was given up");
    } catch (WorkerException | CancellationException e) {
      throw e;
    } catch (RuntimeException e) {
      throw WorkerErrors.invalidAnswer(address, e);
    }
  }

  /**
   * Reads a stream to its end, and cancels the call if {@code each} throws or no part comes within
   * {@code silence}.
   */
  static <T> void readAll(BlockingClientCall<?, T> call, Duration silence, Consumer<T> each)
      throws StatusException, InterruptedException, TimeoutException {
    long nanos = silence.toNanos();
    try {
      for (@Nullable T part = call.read(nanos, TimeUnit.NANOSECONDS);
          part != null;
          part = call.read(nanos, TimeUnit.NANOSECONDS)) {
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
