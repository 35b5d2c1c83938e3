package io.sparsed.worker.tensor;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;

/**
 * The PinnedTransfers copy through page-locked memory, which a GPU reads and writes by itself, so
 * that no thread waits for an upload. libtorch's host allocator keeps the memory and reuses it only
 * when the GPU is done with it.
 */
final class PinnedTransfers implements Transfers {
  private final NDManager root;
  private final LibTorch libTorch;
  private final String device;
  private final Script pinned;
  private final Script send;
  private final Script receive;

  /**
   * @param device name of the GPU, {@code cuda:N}
   * @param scripts loads a script by its name
   */
  PinnedTransfers(
      NDManager root, LibTorch libTorch, String device, Function<String, Script> scripts) {
    this.root = root;
    this.libTorch = libTorch;
    this.device = device;
    this.pinned = scripts.apply("pinned");
    this.send = scripts.apply("send");
    this.receive = scripts.apply("receive");
  }

  @Override
  public PtNDArray upload(NDManager owner, long... values) {
    try (var host = pinned.call(root, values.length)) {
      MemorySegment.copy(values, 0, memory(host, values.length), JAVA_LONG, 0, values.length);
      return send.call(owner, host, device);
    }
  }

  @Override
  public long[] download(PtNDArray tensor) {
    long count = tensor.getShape().size();
    try (var host = pinned.call(root, count);
        var _ = receive.call(root, host, tensor)) {
      return memory(host, count).toArray(JAVA_LONG);
    }
  }

  @SuppressWarnings("restricted") // libtorch's own memory, as long as the tensor lives
  private MemorySegment memory(PtNDArray host, long words) {
    return MemorySegment.ofAddress(libTorch.address(host)).reinterpret(words * Long.BYTES);
  }
}
