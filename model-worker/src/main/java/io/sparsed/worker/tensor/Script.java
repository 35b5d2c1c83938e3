package io.sparsed.worker.tensor;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import java.util.function.BooleanSupplier;

/**
 * A Script is a TorchScript function over tensors and numbers, compiled by libtorch: a piece of the
 * model's graph. The device thread owns it, and every tensor that it takes and returns.
 */
public final class Script implements AutoCloseable {
  private final PtSymbolBlock block;
  private final BooleanSupplier isRecording;

  /**
   * Wraps a compiled function.
   *
   * @param isRecording true while what the device does is recorded, which libtorch's work cannot be
   */
  Script(PtSymbolBlock block, BooleanSupplier isRecording) {
    this.block = block;
    this.isRecording = isRecording;
  }

  /**
   * Runs a function that returns one tensor.
   *
   * @param owner manager that closes the result
   * @param arguments values for the function's parameters, each a {@code PtNDArray}, {@code Long},
   *     {@code Integer}, {@code Double}, {@code Boolean} or {@code String}, as the function
   *     declares
   */
  public PtNDArray call(NDManager owner, Object... arguments) {
    try (IValue result = run(arguments)) {
      return result.toTensor((PtNDManager) owner);
    }
  }

  /** Runs a function that returns a list of tensors, with arguments as in {@link #call}. */
  public PtNDArray[] callForList(NDManager owner, Object... arguments) {
    try (IValue result = run(arguments)) {
      return result.toTensorArray((PtNDManager) owner);
    }
  }

  private IValue run(Object... arguments) {
    if (isRecording.getAsBoolean()) {
      throw new IllegalStateException("libtorch's own work cannot be recorded");
    }
    var values = new IValue[arguments.length];
    try {
      for (int i = 0; i < arguments.length; i++) {
        values[i] = value(arguments[i]);
      }
      return block.forward(values);
    } finally {
      for (IValue value : values) {
        if (value != null) {
          value.close();
        }
      }
    }
  }

  private static IValue value(Object argument) {
    return switch (argument) {
      case PtNDArray tensor -> IValue.from(tensor);
      case Boolean flag -> IValue.from(flag.booleanValue());
      case Integer number -> IValue.from(number.longValue());
      case Long number -> IValue.from(number.longValue());
      case Double number -> IValue.from(number.doubleValue());
      case String text -> IValue.from(text);
      default ->
          throw new IllegalArgumentException(
              "no TorchScript value for " + argument.getClass().getName());
    };
  }

  @Override
  public void close() {
    block.close();
  }
}
