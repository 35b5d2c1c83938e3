package io.sparsed.worker.tensor;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import ai.djl.Device;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.LibUtils;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * Calls libtorch's stable C functions that DJL does not offer: they make tensors in any element
 * type (DJL has no bfloat16), also over memory that Java owns, and tell a tensor's address and
 * strides. Not thread-safe.
 */
final class LibTorch {
  private static final int MAX_DIMENSIONS = 8;
  private static final int CPU = 0;
  private static final int CUDA = 1;

  private final MethodHandle createTensorFromBlob;
  private final MethodHandle emptyStrided;
  private final MethodHandle reinterpret;
  private final MethodHandle getDataPointer;
  private final MethodHandle getStrides;
  private final MethodHandle getType;
  private final MemorySegment sizes;
  private final MemorySegment strides;
  private final MemorySegment answer;

  /**
   * Binds the libtorch that DJL has loaded; the engine must have been started.
   *
   * @param arena owns the memory of the calls' arguments
   */
  LibTorch(Arena arena) {
    var library = CFunctions.of(path("torch_cpu"));
    createTensorFromBlob =
        library.function(
            "aoti_torch_create_tensor_from_blob",
            ADDRESS,
            JAVA_LONG,
            ADDRESS,
            ADDRESS,
            JAVA_LONG,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            ADDRESS);
    emptyStrided =
        library.function(
            "aoti_torch_empty_strided",
            JAVA_LONG,
            ADDRESS,
            ADDRESS,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            ADDRESS);
    reinterpret =
        library.function(
            "aoti_torch__reinterpret_tensor",
            JAVA_LONG,
            JAVA_LONG,
            ADDRESS,
            ADDRESS,
            JAVA_LONG,
            ADDRESS);
    getDataPointer = library.function("aoti_torch_get_data_ptr", JAVA_LONG, ADDRESS);
    getStrides = library.function("aoti_torch_get_strides", JAVA_LONG, ADDRESS);
    getType = library.function("aoti_torch_get_dtype", JAVA_LONG, ADDRESS);
    sizes = arena.allocate(JAVA_LONG, MAX_DIMENSIONS);
    strides = arena.allocate(JAVA_LONG, MAX_DIMENSIONS);
    answer = arena.allocate(JAVA_LONG);
  }

  /** Returns the file of one of libtorch's libraries, such as {@code torch_cpu}. */
  static Path path(String name) {
    return Path.of(LibUtils.getLibtorchPath(), System.mapLibraryName(name));
  }

  /**
   * Returns a contiguous CPU tensor over memory that the caller keeps alive as long as the tensor.
   *
   * @param shape sizes of the dimensions, outermost first
   */
  PtNDArray wrap(PtNDManager owner, MemorySegment memory, ElementType type, long... shape) {
    return over(owner, memory, Device.cpu(), type.torchCode(), shape);
  }

  /**
   * Returns a contiguous tensor over a device's memory, which outlives it.
   *
   * @param torchCode number of libtorch's {@code ScalarType}
   * @param shape sizes of the dimensions, outermost first
   */
  PtNDArray over(
      PtNDManager owner, MemorySegment memory, Device device, int torchCode, long... shape) {
    layOut(shape);
    long dimensions = shape.length;
    int kind = kind(device);
    int index = index(device);
    check(
        () ->
            (int)
                createTensorFromBlob.invokeExact(
                    memory, dimensions, sizes, strides, 0L, torchCode, kind, index, answer),
        "make a tensor over memory");
    return new PtNDArray(owner, answer.get(JAVA_LONG, 0));
  }

  private static int kind(Device device) {
    return device.isGpu() ? CUDA : CPU;
  }

  private static int index(Device device) {
    return device.isGpu() ? device.getDeviceId() : 0;
  }

  /**
   * Returns a contiguous tensor with uninitialized elements.
   *
   * @param torchCode number of libtorch's {@code ScalarType}
   * @param shape sizes of the dimensions, outermost first
   */
  PtNDArray empty(PtNDManager owner, Device device, int torchCode, long... shape) {
    layOut(shape);
    long dimensions = shape.length;
    int kind = kind(device);
    int index = index(device);
    check(
        () ->
            (int)
                emptyStrided.invokeExact(
                    dimensions, sizes, strides, torchCode, kind, index, answer),
        "make a tensor");
    return new PtNDArray(owner, answer.get(JAVA_LONG, 0));
  }

  /**
   * Returns a view of a tensor's memory.
   *
   * @param offset elements from the tensor's first to the view's first
   * @param shape sizes of the dimensions, outermost first
   * @param steps elements from one index of each dimension to the next
   */
  PtNDArray view(PtNDManager owner, PtNDArray tensor, long offset, long[] shape, long[] steps) {
    long handle = tensor.getHandle();
    long dimensions = shape.length;
    for (int i = 0; i < shape.length; i++) {
      sizes.setAtIndex(JAVA_LONG, i, shape[i]);
      strides.setAtIndex(JAVA_LONG, i, steps[i]);
    }
    check(
        () -> (int) reinterpret.invokeExact(handle, dimensions, sizes, strides, offset, answer),
        "view a tensor");
    return new PtNDArray(owner, answer.get(JAVA_LONG, 0));
  }

  /** Returns the address of a tensor's first element in its device's memory. */
  long address(PtNDArray tensor) {
    long handle = tensor.getHandle();
    check(() -> (int) getDataPointer.invokeExact(handle, answer), "find a tensor's memory");
    return answer.get(JAVA_LONG, 0);
  }

  /** Returns the number of elements from one index of each dimension to the next. */
  long[] strides(PtNDArray tensor) {
    long handle = tensor.getHandle();
    check(() -> (int) getStrides.invokeExact(handle, answer), "tell a tensor's strides");
    return all(answer.get(ADDRESS, 0), tensor.getShape().dimension()).toArray(JAVA_LONG);
  }

  /** Returns the type of a tensor's elements. */
  ElementType type(PtNDArray tensor) {
    long handle = tensor.getHandle();
    check(() -> (int) getType.invokeExact(handle, answer), "tell a tensor's type");
    return ElementType.ofTorchCode(answer.get(JAVA_INT, 0));
  }

  @SuppressWarnings("restricted") // libtorch's own array, as long as the tensor has dimensions
  private static MemorySegment all(MemorySegment array, long count) {
    return array.reinterpret(count * Long.BYTES);
  }

  private void layOut(long... shape) {
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      sizes.setAtIndex(JAVA_LONG, i, shape[i]);
      strides.setAtIndex(JAVA_LONG, i, stride);
      stride *= shape[i];
    }
  }

  private static void check(CFunctions.Call<Integer> call, String work) {
    int error = CFunctions.call(call);
    if (error != 0) {
      throw new IllegalStateException("libtorch could not " + work + ": " + error);
    }
  }
}
