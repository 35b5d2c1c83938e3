package io.sparsed.worker.tensor;

import static io.sparsed.worker.tensor.Parameters.longs;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Calls the functions of NVIDIA's driver that record the work of a stream as a graph and launch it,
 * and those that copy within the device's memory. Names and numbers are those of {@code cuda.h};
 * they apply to the calling thread's current device.
 */
final class CudaGraphs {
  private static final long MEMORY_TYPE_DEVICE = 2;
  private static final int STREAM_NON_BLOCKING = 1;

  /** Permits calls during a recording that need no stream, also by other threads. */
  private static final int CAPTURE_MODE_RELAXED = 2;

  private final MethodHandle createStream;
  private final MethodHandle destroyStream;
  private final MethodHandle beginCapture;
  private final MethodHandle endCapture;
  private final MethodHandle instantiate;
  private final MethodHandle destroyGraph;
  private final MethodHandle launch;
  private final MethodHandle destroyExecutable;
  private final MethodHandle copy;
  private final MethodHandle copyRows;

  CudaGraphs() {
    var driver = CFunctions.of("libcuda.so.1");
    createStream = driver.function("cuStreamCreate", ADDRESS, JAVA_INT);
    destroyStream = driver.function("cuStreamDestroy_v2", JAVA_LONG);
    beginCapture = driver.function("cuStreamBeginCapture_v2", JAVA_LONG, JAVA_INT);
    endCapture = driver.function("cuStreamEndCapture", JAVA_LONG, ADDRESS);
    instantiate = driver.function("cuGraphInstantiateWithFlags", ADDRESS, JAVA_LONG, JAVA_LONG);
    destroyGraph = driver.function("cuGraphDestroy", JAVA_LONG);
    launch = driver.function("cuGraphLaunch", JAVA_LONG, JAVA_LONG);
    destroyExecutable = driver.function("cuGraphExecDestroy", JAVA_LONG);
    copy = driver.function("cuMemcpyDtoDAsync_v2", longs(4));
    copyRows = driver.function("cuMemcpy2DAsync_v2", ADDRESS, JAVA_LONG);
  }

  /** Returns a new stream, which waits for no other. */
  long createStream() {
    return made(
        "cuStreamCreate", answer -> (int) createStream.invokeExact(answer, STREAM_NON_BLOCKING));
  }

  void destroyStream(long stream) {
    check("cuStreamDestroy", () -> (int) destroyStream.invokeExact(stream));
  }

  /** Begins to record what is queued on a stream; nothing of it runs. */
  void begin(long stream) {
    check(
        "cuStreamBeginCapture", () -> (int) beginCapture.invokeExact(stream, CAPTURE_MODE_RELAXED));
  }

  /** Ends a recording and returns it, ready to be launched. */
  long end(long stream) {
    long graph = made("cuStreamEndCapture", answer -> (int) endCapture.invokeExact(stream, answer));
    try {
      return made("cuGraphInstantiate", answer -> (int) instantiate.invokeExact(answer, graph, 0L));
    } finally {
      check("cuGraphDestroy", () -> (int) destroyGraph.invokeExact(graph));
    }
  }

  /** Launches a recording on a stream, and does not wait for it. */
  void launch(long executable, long stream) {
    check("cuGraphLaunch", () -> (int) launch.invokeExact(executable, stream));
  }

  void destroy(long executable) {
    check("cuGraphExecDestroy", () -> (int) destroyExecutable.invokeExact(executable));
  }

  /** Queues a copy within the device's memory. */
  void copy(long from, long to, long bytes, long stream) {
    check("cuMemcpyDtoDAsync", () -> (int) copy.invokeExact(to, from, bytes, stream));
  }

  /**
   * Queues a copy of rows within the device's memory.
   *
   * @param width bytes of a row of the source, which lie one after another
   * @param pitch bytes from a row to the next where they are written
   */
  void copyRows(long from, long width, long to, long pitch, long rows, long stream) {
    try (var arena = Arena.ofConfined()) {
      // CUDA_MEMCPY2D: x, y, memory type, host, device, array, pitch of either side; width, height
      var struct =
          arena.allocateFrom(
              JAVA_LONG,
              new long[] {
                0,
                0,
                MEMORY_TYPE_DEVICE,
                0,
                from,
                0,
                width,
                0,
                0,
                MEMORY_TYPE_DEVICE,
                0,
                to,
                0,
                pitch,
                width,
                rows
              });
      check("cuMemcpy2DAsync", () -> (int) copyRows.invokeExact(struct, stream));
    }
  }

  private interface Maker {
    int make(MemorySegment answer) throws Throwable;
  }

  private static long made(String function, Maker maker) {
    try (var arena = Arena.ofConfined()) {
      var answer = arena.allocate(JAVA_LONG);
      check(function, () -> maker.make(answer));
      return answer.get(JAVA_LONG, 0);
    }
  }

  private static void check(String function, CFunctions.Call<Integer> call) {
    int error = CFunctions.call(call);
    if (error != 0) {
      throw new IllegalStateException(function + " failed: CUresult " + error);
    }
  }
}
