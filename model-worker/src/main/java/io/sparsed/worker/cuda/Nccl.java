package io.sparsed.worker.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.sparsed.worker.tensor.CFunctions;
import io.sparsed.worker.tensor.Communicator.Block;
import io.sparsed.worker.tensor.ProcessEnvironment;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * Calls the functions of NCCL, NVIDIA's library of exchanges between GPUs, which libtorch has
 * loaded. Names and numbers are those of {@code nccl.h}. Safe from any thread, a communicator from
 * one at a time.
 */
final class Nccl {
  private static final String NAME = "libnccl.so.2";
  private static final int UINT8 = 1;
  private static final int IN_PROGRESS = 7;

  private final MethodHandle initAll;
  private final MethodHandle abort;
  private final MethodHandle destroy;
  private final MethodHandle asyncError;
  private final MethodHandle groupStart;
  private final MethodHandle groupEnd;
  private final MethodHandle send;
  private final MethodHandle receive;
  private final MethodHandle errorText;

  /**
   * Binds the library. NVLink multicast stays off, which blocks that are sent and received do not
   * need, unless the environment says otherwise.
   *
   * @throws NoKernelsException if the library is not to be had
   */
  Nccl() throws NoKernelsException {
    ProcessEnvironment.setUnlessSet("NCCL_NVLS_ENABLE", "0");
    var library = load();
    initAll = library.function("ncclCommInitAll", ADDRESS, JAVA_INT, ADDRESS);
    abort = library.function("ncclCommAbort", JAVA_LONG);
    destroy = library.function("ncclCommDestroy", JAVA_LONG);
    asyncError = library.function("ncclCommGetAsyncError", JAVA_LONG, ADDRESS);
    groupStart = library.function("ncclGroupStart");
    groupEnd = library.function("ncclGroupEnd");
    send =
        library.function(
            "ncclSend", JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    receive =
        library.function(
            "ncclRecv", JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    errorText = library.function("ncclGetErrorString", FunctionDescriptor.of(ADDRESS, JAVA_INT));
  }

  private static CFunctions load() throws NoKernelsException {
    try {
      return CFunctions.of(NAME);
    } catch (IllegalArgumentException e) {
      throw new NoKernelsException("NCCL cannot be loaded: " + e.getMessage());
    }
  }

  /** Returns a communicator for each of some GPUs, which are connected with each other. */
  long[] connect(int... gpus) {
    try (var arena = Arena.ofConfined()) {
      var communicators = arena.allocate(JAVA_LONG, gpus.length);
      var indices = arena.allocateFrom(JAVA_INT, gpus);
      int count = gpus.length;
      check("connect", () -> (int) initAll.invokeExact(communicators, count, indices));
      return communicators.toArray(JAVA_LONG);
    }
  }

  /**
   * Sends a block to every peer and receives one from each, as one operation on a stream.
   *
   * @param communicator communicator of the calling thread's current device
   */
  void exchange(long communicator, long stream, List<Block> sent, List<Block> received) {
    check("start an exchange", () -> (int) groupStart.invokeExact());
    try {
      for (int peer = 0; peer < sent.size(); peer++) {
        transfer(send, sent.get(peer), peer, communicator, stream);
        transfer(receive, received.get(peer), peer, communicator, stream);
      }
    } catch (CudaException e) {
      var _ = CFunctions.call(() -> (int) groupEnd.invokeExact()); // fails as well, for this reason
      throw e;
    }
    check("exchange", () -> (int) groupEnd.invokeExact());
  }

  private void transfer(
      MethodHandle function, Block block, int peer, long communicator, long stream) {
    if (block.bytes() > 0) {
      check(
          "exchange with GPU " + peer,
          () ->
              (int)
                  function.invokeExact(
                      block.address(), block.bytes(), UINT8, peer, communicator, stream));
    }
  }

  /** Throws if an operation failed after it was queued. */
  void checkQueued(long communicator) {
    try (var arena = Arena.ofConfined()) {
      var error = arena.allocate(JAVA_INT);
      check("ask for errors", () -> (int) asyncError.invokeExact(communicator, error));
      int code = error.get(JAVA_INT, 0);
      check("exchange", () -> code == IN_PROGRESS ? 0 : code);
    }
  }

  /** Ends the operations of a communicator, wherever they are, and frees it. */
  void abort(long communicator) {
    check("abort", () -> (int) abort.invokeExact(communicator));
  }

  /** Frees a communicator whose operations are done. */
  void destroy(long communicator) {
    check("disconnect", () -> (int) destroy.invokeExact(communicator));
  }

  private void check(String work, CFunctions.Call<Integer> call) {
    int code = CFunctions.call(call);
    if (code != 0) {
      throw new CudaException("NCCL could not " + work, code, text(code));
    }
  }

  private String text(int code) {
    return CudaCalls.text(CFunctions.call(() -> (MemorySegment) errorText.invokeExact(code)));
  }
}
