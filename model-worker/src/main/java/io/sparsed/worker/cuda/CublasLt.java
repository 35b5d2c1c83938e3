package io.sparsed.worker.cuda;

import static io.sparsed.worker.tensor.Parameters.addresses;
import static io.sparsed.worker.tensor.Parameters.ints;
import static io.sparsed.worker.tensor.Parameters.longs;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.sparsed.worker.tensor.CFunctions;
import io.sparsed.worker.tensor.Parameters;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * Calls the functions of cuBLASLt, NVIDIA's library of matrix products, which libtorch has loaded.
 * Names and numbers are those of {@code cublasLt.h}. Not thread-safe.
 */
final class CublasLt implements AutoCloseable {
  /** The library's names by version, the newest first. */
  private static final List<String> NAMES =
      List.of("libcublasLt.so.13", "libcublasLt.so.12", "libcublasLt.so.11");

  private static final int CUDA_R_32F = 0;
  private static final int CUDA_R_16BF = 14;
  private static final int COMPUTE_32F = 68;
  private static final int OP_T = 1;
  private static final int DESC_TRANSA = 3;
  private static final int DESC_EPILOGUE = 7;
  private static final int DESC_BIAS_POINTER = 8;
  private static final int EPILOGUE_BIAS = 4;
  private static final int PREF_MAX_WORKSPACE_BYTES = 1;
  private static final int PREF_REDUCTION_SCHEME_MASK = 3;
  private static final int PREF_MIN_ALIGNMENT_A_BYTES = 5;
  private static final int OPERANDS = 4;
  private static final int ALIGNMENT = 16;
  private static final long ALGORITHM_BYTES = 64;
  private static final long RESULT_BYTES = 96; // the algorithm and what is said of it

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment answer = arena.allocate(JAVA_LONG);
  private final MemorySegment pointer = arena.allocate(JAVA_LONG);
  private final MethodHandle destroy;
  private final MethodHandle descCreate;
  private final MethodHandle descSet;
  private final MethodHandle descDestroy;
  private final MethodHandle layoutCreate;
  private final MethodHandle layoutDestroy;
  private final MethodHandle preferenceCreate;
  private final MethodHandle preferenceSet;
  private final MethodHandle preferenceDestroy;
  private final MethodHandle heuristic;
  private final MethodHandle matmul;
  private final long handle;

  /**
   * Binds the library and creates a handle on the thread's current device.
   *
   * @throws NoKernelsException if the library is not to be had
   */
  CublasLt() throws NoKernelsException {
    var library = load();
    var create = library.function("cublasLtCreate", ADDRESS);
    destroy = library.function("cublasLtDestroy", JAVA_LONG);
    descCreate = library.function("cublasLtMatmulDescCreate", ADDRESS, JAVA_INT, JAVA_INT);
    descSet = setter(library, "cublasLtMatmulDescSetAttribute");
    descDestroy = library.function("cublasLtMatmulDescDestroy", JAVA_LONG);
    layoutCreate =
        library.function(
            "cublasLtMatrixLayoutCreate", Parameters.of(addresses(1), ints(1), longs(3)));
    layoutDestroy = library.function("cublasLtMatrixLayoutDestroy", JAVA_LONG);
    preferenceCreate = library.function("cublasLtMatmulPreferenceCreate", ADDRESS);
    preferenceSet = setter(library, "cublasLtMatmulPreferenceSetAttribute");
    preferenceDestroy = library.function("cublasLtMatmulPreferenceDestroy", JAVA_LONG);
    heuristic =
        library.function(
            "cublasLtMatmulAlgoGetHeuristic", Parameters.of(longs(7), ints(1), addresses(2)));
    matmul =
        library.function(
            "cublasLtMatmul",
            Parameters.of(
                longs(2), addresses(1), longs(4), addresses(1), longs(4), addresses(1), longs(3)));
    handle = made(() -> (int) create.invokeExact(answer), "create");
  }

  private static CFunctions load() throws NoKernelsException {
    var reasons = new StringBuilder();
    for (var name : NAMES) {
      try {
        return CFunctions.of(name);
      } catch (IllegalArgumentException e) {
        reasons.append("; ").append(e.getMessage());
      }
    }
    throw new NoKernelsException("cuBLASLt cannot be loaded" + reasons);
  }

  private static MethodHandle setter(CFunctions library, String name) {
    return library.function(name, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  }

  /** Creates the description of a product with a transposed weight. */
  long createDescription(boolean hasBias) {
    long desc =
        made(() -> (int) descCreate.invokeExact(answer, COMPUTE_32F, CUDA_R_32F), "describe");
    set(descSet, desc, DESC_TRANSA, OP_T);
    if (hasBias) {
      set(descSet, desc, DESC_EPILOGUE, EPILOGUE_BIAS);
    }
    return desc;
  }

  /** Names the bias that is added to each row of a product. */
  void setBias(long desc, long bias) {
    pointer.set(JAVA_LONG, 0, bias);
    check(
        () -> (int) descSet.invokeExact(desc, DESC_BIAS_POINTER, pointer, (long) Long.BYTES),
        "set the bias");
  }

  void destroyDescription(long desc) {
    check(() -> (int) descDestroy.invokeExact(desc), "free a description");
  }

  /** Creates the layout of a bf16 matrix whose columns are contiguous. */
  long createLayout(long rows, long columns) {
    return made(
        () -> (int) layoutCreate.invokeExact(answer, CUDA_R_16BF, rows, columns, rows), "lay out");
  }

  void destroyLayout(long layout) {
    check(() -> (int) layoutDestroy.invokeExact(layout), "free a layout");
  }

  /**
   * Chooses the algorithm of a product, among those that do not split the sum of an element.
   *
   * @param workspaceBytes most bytes of scratch memory that it may take
   */
  MemorySegment choose(long desc, long a, long b, long d, long workspaceBytes) {
    long preference = made(() -> (int) preferenceCreate.invokeExact(answer), "prefer");
    try (var scratch = Arena.ofConfined()) {
      pointer.set(JAVA_LONG, 0, workspaceBytes);
      check(
          () ->
              (int)
                  preferenceSet.invokeExact(
                      preference, PREF_MAX_WORKSPACE_BYTES, pointer, (long) Long.BYTES),
          "bound the workspace");
      set(preferenceSet, preference, PREF_REDUCTION_SCHEME_MASK, 0);
      for (int i = 0; i < OPERANDS; i++) {
        set(preferenceSet, preference, PREF_MIN_ALIGNMENT_A_BYTES + i, ALIGNMENT);
      }
      var result = scratch.allocate(RESULT_BYTES, Long.BYTES);
      check(
          () ->
              (int) heuristic.invokeExact(handle, desc, a, b, d, d, preference, 1, result, answer),
          "find an algorithm");
      if (answer.get(JAVA_INT, 0) < 1) {
        throw new CudaException("matrix product", 0, "cuBLASLt has no algorithm for it");
      }
      return Arena.ofAuto()
          .allocate(ALGORITHM_BYTES, Long.BYTES)
          .copyFrom(result.asSlice(0, ALGORITHM_BYTES));
    } finally {
      check(() -> (int) preferenceDestroy.invokeExact(preference), "free a preference");
    }
  }

  /**
   * Queues d = product + factor * d.
   *
   * @param a address of the weight, of layout {@code aLayout}; likewise b and d
   * @param factor address of the factor, an fp32 number in the host's memory
   */
  void multiply(
      long desc,
      MemorySegment one,
      long a,
      long aLayout,
      long b,
      long bLayout,
      MemorySegment factor,
      long d,
      long dLayout,
      MemorySegment algorithm,
      Workspace workspace,
      long stream) {
    check(
        () ->
            (int)
                matmul.invokeExact(
                    handle,
                    desc,
                    one,
                    a,
                    aLayout,
                    b,
                    bLayout,
                    factor,
                    d,
                    dLayout,
                    d,
                    dLayout,
                    algorithm,
                    workspace.address(),
                    workspace.bytes(),
                    stream),
        "multiply");
  }

  private void set(MethodHandle setter, long object, int attribute, int value) {
    pointer.set(JAVA_INT, 0, value);
    check(
        () -> (int) setter.invokeExact(object, attribute, pointer, (long) Integer.BYTES),
        "set attribute " + attribute);
  }

  /** Returns the handle that a function wrote to the answer. */
  private long made(CFunctions.Call<Integer> call, String work) {
    check(call, work);
    return answer.get(JAVA_LONG, 0);
  }

  private static void check(CFunctions.Call<Integer> call, String work) {
    int status = CFunctions.call(call);
    if (status != 0) {
      throw new CudaException("cuBLASLt", status, "could not " + work);
    }
  }

  @Override
  public void close() {
    check(() -> (int) destroy.invokeExact(handle), "free the handle");
    arena.close();
  }
}
