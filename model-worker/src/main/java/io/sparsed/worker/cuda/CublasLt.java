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
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;

/**
 * Calls the functions of cuBLASLt, NVIDIA's library of matrix products, which libtorch has loaded.
 * Names and numbers are those of {@code cublasLt.h}. Not thread-safe.
 */
final class CublasLt implements AutoCloseable {
  /** The library's names by version, the newest first. */
  private static final List<String> NAMES =
      List.of("libcublasLt.so.13", "libcublasLt.so.12", "libcublasLt.so.11");

  /** The first version that multiplies rows in fp8 by their factors on a Hopper. */
  private static final long FACTORS_OF_ROWS = 120_900;

  private static final int CUDA_R_32F = 0;
  private static final int CUDA_R_16BF = 14;
  private static final int CUDA_R_8F_E4M3 = 28;
  private static final int COMPUTE_32F = 68;
  private static final int OP_T = 1;
  private static final int DESC_TRANSA = 3;
  private static final int DESC_EPILOGUE = 7;
  private static final int DESC_BIAS_POINTER = 8;
  private static final int DESC_A_SCALE_POINTER = 17;
  private static final int DESC_B_SCALE_POINTER = 18;
  private static final int DESC_FAST_ACCUM = 25;
  private static final int DESC_BIAS_DATA_TYPE = 26;
  private static final int DESC_A_SCALE_MODE = 31;
  private static final int DESC_B_SCALE_MODE = 32;
  private static final int EPILOGUE_BIAS = 4;
  private static final int SCALE_OUTER_VEC_32F = 3;
  private static final int PREF_MAX_WORKSPACE_BYTES = 1;
  private static final int PREF_REDUCTION_SCHEME_MASK = 3;
  private static final int PREF_MIN_ALIGNMENT_A_BYTES = 5;
  private static final int OPERANDS = 4;
  private static final int ALIGNMENT = 16;
  private static final long ALGORITHM_BYTES = 64;
  private static final long RESULT_BYTES = 96; // the algorithm and what is said of it
  private static final int INVALID_VALUE = 7;
  private static final int NOT_SUPPORTED = 15;

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
  private final boolean hasFactorsOfRows;

  /**
   * Binds the library and creates a handle on the thread's current device.
   *
   * @throws NoKernelsException if the library is not to be had
   */
  CublasLt() throws NoKernelsException {
    this(load());
  }

  /** Binds a library that has the functions and creates a handle. */
  CublasLt(CFunctions library) {
    var version = library.function("cublasLtGetVersion", FunctionDescriptor.of(JAVA_LONG));
    hasFactorsOfRows = CFunctions.call(() -> (long) version.invokeExact()) >= FACTORS_OF_ROWS;
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

  /** Returns true if the library knows rows in fp8 with a factor each. */
  boolean hasFactorsOfRows() {
    return hasFactorsOfRows;
  }

  /**
   * Creates the description of a product with a transposed weight.
   *
   * @param inFp8 true if both operands are in fp8, with a factor a row
   */
  long createDescription(boolean hasBias, boolean inFp8) {
    long desc =
        made(() -> (int) descCreate.invokeExact(answer, COMPUTE_32F, CUDA_R_32F), "describe");
    setInt(descSet, desc, DESC_TRANSA, OP_T);
    if (hasBias) {
      setInt(descSet, desc, DESC_EPILOGUE, EPILOGUE_BIAS);
    }
    if (inFp8) {
      set(descSet, desc, DESC_FAST_ACCUM, 1, Byte.BYTES);
      setInt(descSet, desc, DESC_BIAS_DATA_TYPE, CUDA_R_16BF);
      setInt(descSet, desc, DESC_A_SCALE_MODE, SCALE_OUTER_VEC_32F);
      setInt(descSet, desc, DESC_B_SCALE_MODE, SCALE_OUTER_VEC_32F);
    }
    return desc;
  }

  /** Names the bias that is added to each row of a product. */
  void setBias(long desc, long bias) {
    set(descSet, desc, DESC_BIAS_POINTER, bias, Long.BYTES);
  }

  /**
   * Names the factors of operands in fp8.
   *
   * @param a address of the factors of the weight's rows, in fp32; likewise b
   */
  void setFactors(long desc, long a, long b) {
    set(descSet, desc, DESC_A_SCALE_POINTER, a, Long.BYTES);
    set(descSet, desc, DESC_B_SCALE_POINTER, b, Long.BYTES);
  }

  void destroyDescription(long desc) {
    check(() -> (int) descDestroy.invokeExact(desc), "free a description");
  }

  /** Creates the layout of a matrix in bf16 or fp8 whose columns are contiguous. */
  long createLayout(boolean inFp8, long rows, long columns) {
    int type = inFp8 ? CUDA_R_8F_E4M3 : CUDA_R_16BF;
    return made(() -> (int) layoutCreate.invokeExact(answer, type, rows, columns, rows), "lay out");
  }

  void destroyLayout(long layout) {
    check(() -> (int) layoutDestroy.invokeExact(layout), "free a layout");
  }

  /**
   * Chooses the algorithm of a product, among those that do not split the sum of an element.
   *
   * @param workspaceBytes most bytes of scratch memory that it may take
   * @return empty if the library has none
   */
  Optional<MemorySegment> choose(long desc, long a, long b, long d, long workspaceBytes) {
    long preference = made(() -> (int) preferenceCreate.invokeExact(answer), "prefer");
    try (var scratch = Arena.ofConfined()) {
      set(preferenceSet, preference, PREF_MAX_WORKSPACE_BYTES, workspaceBytes, Long.BYTES);
      setInt(preferenceSet, preference, PREF_REDUCTION_SCHEME_MASK, 0);
      for (int i = 0; i < OPERANDS; i++) {
        setInt(preferenceSet, preference, PREF_MIN_ALIGNMENT_A_BYTES + i, ALIGNMENT);
      }
      var result = scratch.allocate(RESULT_BYTES, Long.BYTES);
      int status =
          CFunctions.call(
              () ->
                  (int)
                      heuristic.invokeExact(
                          handle, desc, a, b, d, d, preference, 1, result, answer));
      if (status == NOT_SUPPORTED || status == INVALID_VALUE) {
        return Optional.empty();
      }
      check(status, "find an algorithm");
      return answer.get(JAVA_INT, 0) < 1
          ? Optional.empty()
          : Optional.of(
              Arena.ofAuto()
                  .allocate(ALGORITHM_BYTES, Long.BYTES)
                  .copyFrom(result.asSlice(0, ALGORITHM_BYTES)));
    } finally {
      check(() -> (int) preferenceDestroy.invokeExact(preference), "free a preference");
    }
  }

  /**
   * Queues d = product + factor * d.
   *
   * @param a address of the weight; likewise b and d
   * @param factor address of the factor, an fp32 number in the host's memory; likewise one
   */
  void multiply(
      ProductPlan plan,
      MemorySegment one,
      long a,
      long b,
      MemorySegment factor,
      long d,
      Workspace workspace,
      long stream) {
    var algorithm =
        plan.algorithm()
            .orElseThrow(
                () -> new CudaException("matrix product", 0, "cuBLASLt has no algorithm for it"));
    check(
        () ->
            (int)
                matmul.invokeExact(
                    handle,
                    plan.description(),
                    one,
                    a,
                    plan.weight(),
                    b,
                    plan.x(),
                    factor,
                    d,
                    plan.y(),
                    d,
                    plan.y(),
                    algorithm,
                    workspace.address(),
                    workspace.bytes(),
                    stream),
        "multiply");
  }

  private void setInt(MethodHandle setter, long object, int attribute, int value) {
    set(setter, object, attribute, value, Integer.BYTES);
  }

  /** Sets an attribute to the lowest bytes of a value. */
  private void set(MethodHandle setter, long object, int attribute, long value, long bytes) {
    pointer.set(JAVA_LONG, 0, value); // the lowest bytes come first on every machine with CUDA
    check(
        () -> (int) setter.invokeExact(object, attribute, pointer, bytes),
        "set attribute " + attribute);
  }

  /** Returns the handle that a function wrote to the answer. */
  private long made(CFunctions.Call<Integer> call, String work) {
    check(call, work);
    return answer.get(JAVA_LONG, 0);
  }

  private static void check(CFunctions.Call<Integer> call, String work) {
    check(CFunctions.call(call), work);
  }

  private static void check(int status, String work) {
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
