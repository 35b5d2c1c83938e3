package io.sparsed.worker.tensor;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.sparsed.worker.timing.PartTimer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongBinaryOperator;

/**
 * A CudaDriver calls the functions of NVIDIA's driver that measure time and memory, and wait. They
 * apply to the calling thread's current device.
 */
final class CudaDriver {
  private final MethodHandle create;
  private final MethodHandle record;
  private final MethodHandle synchronize;
  private final MethodHandle synchronizeStream;
  private final MethodHandle elapsed;
  private final MethodHandle destroy;
  private final MethodHandle memory;

  CudaDriver() {
    var library = CFunctions.of("libcuda.so.1");
    create = library.function("cuEventCreate", ADDRESS, JAVA_INT);
    record = library.function("cuEventRecord", JAVA_LONG, JAVA_LONG);
    synchronize = library.function("cuEventSynchronize", JAVA_LONG);
    synchronizeStream = library.function("cuStreamSynchronize", JAVA_LONG);
    elapsed = library.function("cuEventElapsedTime", ADDRESS, JAVA_LONG, JAVA_LONG);
    destroy = library.function("cuEventDestroy_v2", JAVA_LONG);
    memory = library.function("cuMemGetInfo_v2", ADDRESS, ADDRESS);
  }

  /** Returns the bytes of the device's memory that are in use, by any process. */
  long usedBytes() {
    return memory((free, total) -> total - free);
  }

  /** Returns the bytes of the device's memory that no process uses. */
  long freeBytes() {
    return memory((free, _) -> free);
  }

  private long memory(LongBinaryOperator ofFreeAndTotal) {
    try (var arena = Arena.ofConfined()) {
      var free = arena.allocate(JAVA_LONG);
      var total = arena.allocate(JAVA_LONG);
      check(() -> (int) memory.invokeExact(free, total), "cuMemGetInfo");
      return ofFreeAndTotal.applyAsLong(free.get(JAVA_LONG, 0), total.get(JAVA_LONG, 0));
    }
  }

  /** Waits until the work on a stream is done. */
  void await(long stream) {
    check(() -> (int) synchronizeStream.invokeExact(stream), "cuStreamSynchronize");
  }

  /** Returns marks on the device's clock, in the order of a stream's work. */
  PartTimer.Marks marks(long stream) {
    return new Events(stream);
  }

  private final class Events implements PartTimer.Marks {
    private final long stream;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment answer = arena.allocate(JAVA_LONG);
    private final List<Long> events = new ArrayList<>();

    Events(long stream) {
      this.stream = stream;
    }

    @Override
    public void mark() {
      check(() -> (int) create.invokeExact(answer, 0), "cuEventCreate");
      long event = answer.get(JAVA_LONG, 0);
      events.add(event);
      check(() -> (int) record.invokeExact(event, stream), "cuEventRecord");
    }

    @Override
    public Duration timeToNext(int mark) {
      long from = events.get(mark);
      long to = events.get(mark + 1);
      check(() -> (int) synchronize.invokeExact(to), "cuEventSynchronize");
      check(() -> (int) elapsed.invokeExact(answer, from, to), "cuEventElapsedTime");
      return Duration.ofNanos((long) (answer.get(JAVA_FLOAT, 0) * 1e6));
    }

    @Override
    public void close() {
      for (long event : events) {
        check(() -> (int) destroy.invokeExact(event), "cuEventDestroy");
      }
      arena.close();
    }
  }

  private static void check(CFunctions.Call<Integer> call, String function) {
    int error = CFunctions.call(call);
    if (error != 0) {
      throw new IllegalStateException(function + " failed: CUresult " + error);
    }
  }
}
