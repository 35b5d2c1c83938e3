package io.sparsed.worker.attention;

import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.tensor.Torch;
import java.util.stream.IntStream;

/**
 * A KeyValuesMemory allocates kept keys and values on a device. Owned by the thread of the device.
 */
public final class KeyValuesMemory implements AutoCloseable {
  private final Torch torch;
  private final KeyValuesShape shape;
  private final KeptFormat format;

  /**
   * Makes the memory of a device.
   *
   * @param format closed with this
   */
  KeyValuesMemory(Torch torch, KeyValuesShape shape, KeptFormat format) {
    this.torch = torch;
    this.shape = shape;
    this.format = format;
  }

  /**
   * Returns the memory of a device. It is in fp8 where attention is.
   *
   * @param shape sizes of the keys and values that the device attends to
   */
  public static KeyValuesMemory of(
      Torch torch, Kernels kernels, KeyValuesShape shape, AttentionPrecision precision) {
    return switch (kernels) {
      case Kernels.Cuda(var cuda) when precision instanceof AttentionPrecision.InFp8 ->
          new KeyValuesMemory(torch, shape.inFp8(), new KeptInFp8(torch, cuda));
      case Kernels.Cuda _, Kernels.Portable _ ->
          new KeyValuesMemory(torch, shape, new KeptAsComputed(torch));
    };
  }

  /** Returns the sizes of what a canvas keeps on this device. */
  public KeyValuesShape shape() {
    return shape;
  }

  /**
   * Allocates room for the keys and values of a canvas.
   *
   * @param active rows of the canvas that reuse steps compute
   */
  public KeptKeyValues allocate(int length, RowRange active) {
    var memory = torch.manager().newSubManager();
    try {
      var layers =
          IntStream.range(0, shape.layers())
              .mapToObj(_ -> format.allocate(memory, shape, length))
              .toList();
      return new KeptKeyValues(length, active, memory, layers);
    } catch (RuntimeException e) {
      memory.close();
      throw e;
    }
  }

  @Override
  public void close() {
    format.close();
  }
}
