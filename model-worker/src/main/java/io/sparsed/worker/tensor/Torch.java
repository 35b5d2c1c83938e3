package io.sparsed.worker.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.sparsed.worker.timing.HostMarks;
import io.sparsed.worker.timing.Part;
import io.sparsed.worker.timing.PartTimer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A Torch is a torch device with everything native that lives on it. Not thread-safe: the thread
 * that opens it makes every call and closes it.
 */
public final class Torch implements AutoCloseable {
  static final String ENGINE = "PyTorch";

  /** The number of libtorch's {@code ScalarType} for bytes. */
  static final int BYTE = 0;

  private static final int INT64 = 4;
  private static final int FP8_E4M3 = 24;

  private final Device device;
  private final NDManager root;
  private final LibTorch libTorch;
  private final ScriptLoader scripts;
  private final Script convert;
  private final Arena arena = Arena.ofConfined();
  private final Optional<LibTorchCuda> cuda;
  private final Optional<CudaDriver> driver;
  private final Optional<Recorder> recorder;
  private final Transfers transfers;
  private final HostMemory hostMemory = new HostMemory();
  private final PartTimer timer;

  private Torch(Device device) {
    this.device = device;
    this.scripts = new ScriptLoader(device, this::isRecording);
    this.root = NDManager.newBaseManager(device, ENGINE);
    this.libTorch = new LibTorch(arena);
    this.cuda =
        device.isGpu() ? Optional.of(new LibTorchCuda(device.getDeviceId())) : Optional.empty();
    this.driver = device.isGpu() ? Optional.of(new CudaDriver()) : Optional.empty();
    this.recorder = cuda.map(each -> new Recorder(root, libTorch, device, each.stream()));
    this.timer =
        new PartTimer(() -> driver.map(gpu -> gpu.marks(stream())).orElseGet(HostMarks::new));
    JniUtils.setGraphExecutorOptimize(false);
    this.convert = script("convert");
    this.transfers =
        device.isGpu()
            ? new PinnedTransfers(root, libTorch, deviceName(), this::script)
            : new Transfers.OnHost();
  }

  /**
   * Opens a device, which the calling thread owns.
   *
   * @param name {@code cpu}, {@code cuda}, {@code cuda:N}, or {@code auto} for the first GPU, or
   *     the CPU if there is none
   * @throws IllegalArgumentException if the machine has no such device
   */
  public static Torch open(String name) {
    return new Torch(DeviceName.parse(name));
  }

  /** Returns the name of the device: {@code cpu} or {@code cuda:N}. */
  public String deviceName() {
    return DeviceName.of(device);
  }

  /** True if the device is a CUDA device. */
  public boolean isGpu() {
    return device.isGpu();
  }

  /**
   * Returns the manager of all tensors on the device; tensors of a shorter life belong to a
   * sub-manager.
   */
  public NDManager manager() {
    return root;
  }

  /** Loads the script {@code torchscript/NAME.py}, which lives as long as this device. */
  public Script script(String name) {
    return scripts.load(name);
  }

  /**
   * Returns a CPU tensor over memory, without a copy. The memory must outlive the tensor.
   *
   * @param shape sizes of the dimensions, outermost first
   */
  public PtNDArray wrap(NDManager owner, MemorySegment memory, ElementType type, long... shape) {
    return libTorch.wrap((PtNDManager) owner, memory, type, shape);
  }

  /**
   * Returns a contiguous tensor on this device with uninitialized elements.
   *
   * @param shape sizes of the dimensions, outermost first
   */
  public PtNDArray empty(NDManager owner, ElementType type, long... shape) {
    return empty(owner, type.torchCode(), type.bytes(), shape);
  }

  /** Returns a contiguous tensor of fp8 (e4m3) on this device with uninitialized elements. */
  public PtNDArray emptyInFp8(NDManager owner, long... shape) {
    return empty(owner, FP8_E4M3, Byte.BYTES, shape);
  }

  /** Returns a tensor [count] of uninitialized 64-bit words on this device. */
  public PtNDArray emptyWords(NDManager owner, long count) {
    return empty(owner, INT64, Long.BYTES, count);
  }

  private PtNDArray empty(NDManager owner, int torchCode, int elementBytes, long... shape) {
    return isRecording()
        ? recorder.orElseThrow().empty(owner, torchCode, elementBytes, shape)
        : libTorch.empty((PtNDManager) owner, device, torchCode, shape);
  }

  private boolean isRecording() {
    return recorder.isPresent() && recorder.get().isRecording();
  }

  /** Returns what records this device's work; empty on a CPU. */
  public Optional<Recorder> recorder() {
    return recorder;
  }

  /** Returns the address of a tensor's first element in its device's memory. */
  public long address(PtNDArray tensor) {
    return libTorch.address(tensor);
  }

  /** Returns the number of elements from one index of each dimension to the next. */
  public long[] strides(PtNDArray tensor) {
    return libTorch.strides(tensor);
  }

  /** Returns the type of a tensor's elements. */
  public ElementType type(PtNDArray tensor) {
    return libTorch.type(tensor);
  }

  /**
   * Returns the {@code cudaStream_t} on which this device's work runs, or is recorded.
   *
   * @throws java.util.NoSuchElementException on a CPU
   */
  public long stream() {
    return recorder.orElseThrow().stream();
  }

  /** Waits until a GPU has done its work so far. */
  public void awaitDevice() {
    driver.ifPresent(gpu -> gpu.await(stream()));
  }

  /** Returns the index of the CUDA device; empty on a CPU. */
  public OptionalInt cudaDevice() {
    return device.isGpu() ? OptionalInt.of(device.getDeviceId()) : OptionalInt.empty();
  }

  /** Returns the bytes of the GPU's memory that no process uses; 0 on a CPU. */
  public long freeGpuBytes() {
    return driver.map(CudaDriver::freeBytes).orElse(0L);
  }

  /** Returns the bytes of the GPU's memory that are in use, by any process; 0 on a CPU. */
  public long usedGpuBytes() {
    return driver.map(CudaDriver::usedBytes).orElse(0L);
  }

  /** Gives the host's memory that was freed back to the system. */
  public void trimHostMemory() {
    hostMemory.trim();
  }

  /** Gives memory of the device that libtorch keeps for later back, and that of the host. */
  public void trimMemory() {
    if (device.isGpu()) {
      JniUtils.emptyCudaCache();
    }
    trimHostMemory();
  }

  /**
   * Copies 64-bit numbers to a tensor [values] on this device, without waiting for the copy.
   *
   * @param owner manager that closes the tensor
   */
  public PtNDArray upload(NDManager owner, long... values) {
    timer.begin(Part.TRANSFERS);
    return transfers.upload(owner, values);
  }

  /** Copies a tensor [n] of 64-bit numbers to the host; waits for the device. */
  public long[] download(PtNDArray tensor) {
    timer.begin(Part.TRANSFERS);
    return transfers.download(tensor);
  }

  /**
   * Returns a tensor of 64-bit numbers on the CPU, for values by which a script branches.
   *
   * @param shape sizes of the dimensions, outermost first
   */
  public PtNDArray onCpu(NDManager owner, long[] values, long... shape) {
    try (var plain = NDManager.newBaseManager(Device.cpu(), ENGINE)) {
      var tensor = (PtNDArray) plain.create(values, new Shape(shape));
      tensor.attach(owner);
      return tensor;
    }
  }

  /**
   * Returns a tensor on this device in the given type: a second handle to the same tensor if it is
   * that already, else a copy.
   */
  public PtNDArray convert(NDManager owner, PtNDArray tensor, ElementType type) {
    return convert.call(owner, tensor, deviceName(), type.torchCode());
  }

  /**
   * Returns consecutive rows of a tensor, without a copy.
   *
   * @param first index of the first row along the first dimension
   */
  public PtNDArray rows(NDManager owner, PtNDArray tensor, long first, long count) {
    return narrow(owner, tensor, 0, first, count);
  }

  /**
   * Returns a part of a tensor along a dimension, without a copy.
   *
   * @param first index along the dimension
   * @param count size of the part along the dimension
   */
  public PtNDArray narrow(
      NDManager owner, PtNDArray tensor, int dimension, long first, long count) {
    long[] shape = tensor.getShape().getShape().clone();
    long[] strides = strides(tensor);
    shape[dimension] = count;
    return libTorch.view((PtNDManager) owner, tensor, first * strides[dimension], shape, strides);
  }

  /**
   * Returns some heads of a contiguous tensor [tokens, width], without a copy.
   *
   * @param firstHead index of the first of them among heads of this size
   * @return [tokens, heads, headDim]
   */
  public PtNDArray heads(
      NDManager owner, PtNDArray tensor, long firstHead, long heads, long headDim) {
    var shape = tensor.getShape();
    return libTorch.view(
        (PtNDManager) owner,
        tensor,
        firstHead * headDim,
        new long[] {shape.get(0), heads, headDim},
        new long[] {shape.get(1), headDim, 1});
  }

  /** Concatenates tensors along the first dimension; a single tensor is returned as it is. */
  public static PtNDArray concat(NDManager owner, List<PtNDArray> tensors) {
    if (tensors.size() == 1) {
      return tensors.getFirst();
    }
    var whole = JniUtils.cat(tensors.toArray(PtNDArray[]::new), 0);
    whole.attach(owner);
    return whole;
  }

  /** Returns the timer of this device's work. */
  public PartTimer timer() {
    return timer;
  }

  @Override
  public void close() {
    scripts.close();
    recorder.ifPresent(Recorder::close);
    root.close();
    cuda.ifPresent(LibTorchCuda::close);
    arena.close();
  }
}
