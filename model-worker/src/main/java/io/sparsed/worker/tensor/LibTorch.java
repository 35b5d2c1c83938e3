package io.sparsed.worker.tensor;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.LibUtils;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * libtorch's stable C functions that DJL does not offer, called through {@code java.lang.foreign}:
 * tensors over memory that Java owns, in any element type (DJL knows no bfloat16).
 */
final class LibTorch {
  private static final int CPU = 0;

  private final MethodHandle createTensorFromBlob;

  /** Binds the libtorch that DJL has loaded; the engine must have been started. */
  @SuppressWarnings("restricted") // native access is granted to this application by its launcher
  LibTorch() {
    var library = Path.of(LibUtils.getLibtorchPath(), System.mapLibraryName("torch_cpu"));
    var symbols = SymbolLookup.libraryLookup(library, Arena.global());
    createTensorFromBlob =
        Linker.nativeLinker()
            .downcallHandle(
                symbols.findOrThrow("aoti_torch_create_tensor_from_blob"),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS));
  }

  /**
   * A contiguous CPU tensor over memory that the caller keeps alive for as long as the tensor
   * lives.
   *
   * @param shape sizes of the dimensions, outermost first
   */
  PtNDArray wrap(PtNDManager owner, MemorySegment memory, ElementType type, long... shape) {
    try (var arena = Arena.ofConfined()) {
      var sizes = arena.allocateFrom(ValueLayout.JAVA_LONG, shape);
      var strides = arena.allocateFrom(ValueLayout.JAVA_LONG, contiguousStrides(shape));
      var handle = arena.allocate(ValueLayout.JAVA_LONG);
      int error =
          (int)
              createTensorFromBlob.invokeExact(
                  memory,
                  (long) shape.length,
                  sizes,
                  strides,
                  0L,
                  type.torchCode(),
                  CPU,
                  0,
                  handle);
      if (error != 0) {
        throw new IllegalStateException("libtorch could not make a tensor over memory: " + error);
      }
      return new PtNDArray(owner, handle.get(ValueLayout.JAVA_LONG, 0));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static long[] contiguousStrides(long... shape) {
    var strides = new long[shape.length];
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape[i];
    }
    return strides;
  }
}
