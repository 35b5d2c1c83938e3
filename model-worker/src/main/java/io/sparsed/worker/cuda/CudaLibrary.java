package io.sparsed.worker.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.sparsed.worker.tensor.CFunctions;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.NoSuchElementException;

/**
 * The functions of {@code sparsed_kernels.h}, which says what they do. Tensors are addresses in the
 * memory of the calling thread's current device. Work is queued on a stream: nothing here waits for
 * it. Not thread-safe.
 */
public final class CudaLibrary {
  /** {@code SPARSED_ABI_VERSION} of the header that this class was written for. */
  static final int ABI_VERSION = 1;

  private static final StructLayout HEADS =
      MemoryLayout.structLayout(JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private final MethodHandle error;
  private final MethodHandle deviceKernels;
  private final MethodHandle attention;
  private final MethodHandle selectWorkspace;
  private final MethodHandle select;
  private final MethodHandle rmsNorm;
  private final MethodHandle rope;
  private final MethodHandle siluMul;
  private final MethodHandle proposeWorkspace;
  private final MethodHandle propose;
  private final MemorySegment q = Arena.ofAuto().allocate(HEADS);
  private final MemorySegment k = Arena.ofAuto().allocate(HEADS);
  private final MemorySegment v = Arena.ofAuto().allocate(HEADS);
  private final MemorySegment o = Arena.ofAuto().allocate(HEADS);

  private CudaLibrary(CFunctions library) {
    error = library.function("sparsed_error", FunctionDescriptor.of(ADDRESS, JAVA_INT));
    deviceKernels = library.function("sparsed_device_kernels", JAVA_INT, ADDRESS);
    attention =
        library.function(
            "sparsed_block_sparse_attention",
            HEADS,
            HEADS,
            HEADS,
            HEADS,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_FLOAT,
            JAVA_LONG);
    selectWorkspace =
        library.function(
            "sparsed_select_blocks_workspace",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT));
    select =
        library.function(
            "sparsed_select_blocks",
            HEADS,
            HEADS,
            JAVA_LONG,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_FLOAT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG);
    rmsNorm =
        library.function(
            "sparsed_rms_norm",
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_INT,
            JAVA_FLOAT,
            JAVA_LONG);
    rope =
        library.function(
            "sparsed_rope",
            HEADS,
            HEADS,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_LONG);
    siluMul =
        library.function("sparsed_silu_mul", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG);
    proposeWorkspace =
        library.function(
            "sparsed_propose_workspace", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT));
    propose =
        library.function(
            "sparsed_propose",
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_DOUBLE,
            JAVA_INT,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG);
  }

  /**
   * Loads the library for the life of the process.
   *
   * @throws NoKernelsException if it is not one, or not the one that this class was written for
   */
  static CudaLibrary open(Path file) throws NoKernelsException {
    try {
      var library = CFunctions.of(file);
      var version = library.function("sparsed_abi_version");
      int found = CFunctions.call(() -> (int) version.invokeExact());
      if (found != ABI_VERSION) {
        throw new NoKernelsException(
            "%s has version %d of the kernels' interface, not %d: build it again"
                .formatted(file, found, ABI_VERSION));
      }
      return new CudaLibrary(library);
    } catch (IllegalArgumentException e) {
      throw new NoKernelsException(file + " cannot be loaded: " + e.getMessage());
    } catch (NoSuchElementException e) {
      throw new NoKernelsException(file + " is not the kernels' library: " + e.getMessage());
    }
  }

  /**
   * Which kernels serve a device.
   *
   * @param kernels 90, 80, or 0 for none
   * @param reason why it is not 90; else empty
   */
  record Generation(int kernels, String reason) {}

  Generation generation(int device) {
    try (var arena = Arena.ofConfined()) {
      var reason = arena.allocate(ADDRESS);
      int kernels = CFunctions.call(() -> (int) deviceKernels.invokeExact(device, reason));
      return new Generation(kernels, text(reason.get(ADDRESS, 0)));
    }
  }

  /**
   * {@code sparsed_block_sparse_attention} without log-sum-exp; the scale is 1/sqrt(headDim).
   *
   * @param pattern address of its first word; 0 keeps everything
   */
  public void attention(
      Heads query,
      Heads key,
      Heads value,
      Heads output,
      HeadCounts heads,
      int queryTokens,
      int keyTokens,
      int blockSize,
      long pattern,
      long wordsPerHead,
      long stream) {
    set(q, query);
    set(k, key);
    set(v, value);
    set(o, output);
    float scale = (float) (1 / Math.sqrt(heads.headDim()));
    check(
        "block-sparse attention",
        () ->
            (int)
                attention.invokeExact(
                    q,
                    k,
                    v,
                    o,
                    0L,
                    pattern,
                    wordsPerHead,
                    heads.heads(),
                    heads.kvHeads(),
                    heads.headDim(),
                    queryTokens,
                    keyTokens,
                    blockSize,
                    scale,
                    stream));
  }

  /**
   * {@code sparsed_select_blocks_workspace}: bytes to select the patterns of some heads at once.
   */
  public long selectWorkspace(int heads, int tokens, int blockSize) {
    return CFunctions.call(() -> (long) selectWorkspace.invokeExact(heads, tokens, blockSize));
  }

  /**
   * {@code sparsed_select_blocks}.
   *
   * @param choice how many blocks are kept, of all and from {@code last} on
   * @param pattern address of the first word to write
   */
  public void select(
      Heads query,
      Heads key,
      HeadCounts heads,
      int tokens,
      int blockSize,
      float scale,
      Choice choice,
      long pattern,
      DeviceMemory workspace,
      long stream) {
    set(q, query);
    set(k, key);
    check(
        "block selection",
        () ->
            (int)
                select.invokeExact(
                    q,
                    k,
                    pattern,
                    heads.heads(),
                    heads.kvHeads(),
                    heads.headDim(),
                    tokens,
                    blockSize,
                    scale,
                    choice.last(),
                    choice.keep(),
                    choice.keepLast(),
                    workspace.address(),
                    workspace.bytes(),
                    stream));
  }

  /** How many blocks are kept, of all and from {@code last} on. */
  public record Choice(int last, int keep, int keepLast) {}

  /** Scratch memory on the device. */
  public record DeviceMemory(long address, long bytes) {}

  /** {@code sparsed_rms_norm}. */
  public void rmsNorm(long x, long weight, long y, long rows, int hidden, float eps, long stream) {
    check("RMSNorm", () -> (int) rmsNorm.invokeExact(x, weight, y, rows, hidden, eps, stream));
  }

  /**
   * {@code sparsed_rope} from position 0 on.
   *
   * @param table address of the cosines and sines of {@code tableLength} positions
   */
  public void rope(
      Heads query,
      Heads key,
      HeadCounts heads,
      int tokens,
      long table,
      long tableLength,
      long stream) {
    set(q, query);
    set(k, key);
    check(
        "rotation",
        () ->
            (int)
                rope.invokeExact(
                    q,
                    k,
                    table,
                    tableLength,
                    0L,
                    heads.heads(),
                    heads.kvHeads(),
                    heads.headDim(),
                    tokens,
                    stream));
  }

  /** {@code sparsed_silu_mul}. */
  public void siluMul(long gateUp, long y, long rows, int width, long stream) {
    check("SiLU", () -> (int) siluMul.invokeExact(gateUp, y, rows, width, stream));
  }

  /** {@code sparsed_propose_workspace}: bytes of scratch memory. */
  public long proposeWorkspace(int rows, int vocabulary) {
    return CFunctions.call(() -> (long) proposeWorkspace.invokeExact(rows, vocabulary));
  }

  /**
   * {@code sparsed_propose}.
   *
   * @param sampling {@code SPARSED_GREEDY}, {@code SPARSED_GUMBEL} or {@code SPARSED_CATEGORICAL}
   * @param confidence {@code SPARSED_PROBABILITY} and its kin
   */
  public void propose(
      long logits,
      long keys,
      int rows,
      int vocabulary,
      int sampling,
      double temperature,
      int confidence,
      long tokens,
      long confidences,
      DeviceMemory workspace,
      long stream) {
    long stride = vocabulary;
    check(
        "proposals",
        () ->
            (int)
                propose.invokeExact(
                    logits,
                    stride,
                    keys,
                    rows,
                    vocabulary,
                    sampling,
                    temperature,
                    confidence,
                    tokens,
                    confidences,
                    workspace.address(),
                    workspace.bytes(),
                    stream));
  }

  private static void set(MemorySegment struct, Heads heads) {
    struct.setAtIndex(JAVA_LONG, 0, heads.address());
    struct.setAtIndex(JAVA_LONG, 1, heads.tokenStride());
    struct.setAtIndex(JAVA_LONG, 2, heads.headStride());
  }

  private void check(String work, CFunctions.Call<Integer> call) {
    int code = CFunctions.call(call);
    if (code != 0) {
      throw new CudaException(work, code, meaning(code));
    }
  }

  private String meaning(int code) {
    return text(CFunctions.call(() -> (MemorySegment) error.invokeExact(code)));
  }

  @SuppressWarnings("restricted") // the library's static strings
  private static String text(MemorySegment string) {
    return string.address() == 0 ? "" : string.reinterpret(Long.MAX_VALUE).getString(0);
  }
}
