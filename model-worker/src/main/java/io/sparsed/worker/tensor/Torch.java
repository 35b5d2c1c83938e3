package io.sparsed.worker.tensor;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtModel;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import io.sparsed.worker.timing.HostMarks;
import io.sparsed.worker.timing.PartTimer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One torch device and everything native that lives on it. Not thread-safe: the thread that opens
 * it owns it, makes every call and closes it.
 */
public final class Torch implements AutoCloseable {
  private static final String ENGINE = "PyTorch";

  private final Device device;
  private final NDManager root;
  private final LibTorch libTorch;
  private final List<Model> modules = new ArrayList<>();
  private final Script convert;
  private final Script rows;
  private final Arena arena = Arena.ofConfined();
  private final Optional<LibTorchCuda> cuda;
  private final PartTimer timer;

  private Torch(Device device) {
    this.device = device;
    this.root = NDManager.newBaseManager(device, ENGINE);
    this.libTorch = new LibTorch(arena);
    this.cuda =
        device.isGpu() ? Optional.of(new LibTorchCuda(device.getDeviceId())) : Optional.empty();
    this.timer =
        new PartTimer(
            () -> cuda.map(on -> new CudaDriver().marks(on.stream())).orElseGet(HostMarks::new));
    JniUtils.setGraphExecutorOptimize(false);
    this.convert = script("convert");
    this.rows = script("rows");
  }

  /**
   * Opens a device; the calling thread owns it.
   *
   * @param name {@code cpu}, {@code cuda}, {@code cuda:N}, or {@code auto}: the first GPU, or the
   *     CPU where there is none
   * @throws IllegalArgumentException if the machine has no such device
   */
  public static Torch open(String name) {
    return new Torch(device(name));
  }

  private static Device device(String name) {
    HostThreads.sleepWhileWaiting();
    int gpus = Engine.getEngine(ENGINE).getGpuCount();
    if (name.equals("cpu") || (name.equals("auto") && gpus == 0)) {
      return Device.cpu();
    }
    int index = name.startsWith("cuda:") ? Integer.parseInt(name.substring("cuda:".length())) : 0;
    if (index < 0 || index >= gpus) {
      throw new IllegalArgumentException(
          "device "
              + name
              + " is not here: this machine shows "
              + gpus
              + " CUDA devices to libtorch; use cpu or auto");
    }
    return Device.gpu(index);
  }

  /** {@code cpu} or {@code cuda:N}. */
  public String deviceName() {
    return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
  }

  /** True on a CUDA device. */
  public boolean isGpu() {
    return device.isGpu();
  }

  /**
   * The manager under which everything on the device lives; take a sub-manager for what should live
   * shorter.
   */
  public NDManager manager() {
    return root;
  }

  /** Loads the graph piece {@code torchscript/NAME.py}; it lives as long as this. */
  public Script script(String name) {
    var archive = TorchScriptArchive.of(source("common") + source(name));
    var model = (PtModel) Model.newInstance(name, device, ENGINE);
    modules.add(model);
    try {
      model.load(new ByteArrayInputStream(archive));
    } catch (IOException | ai.djl.MalformedModelException e) {
      throw new IllegalStateException("torchscript/" + name + ".py does not load", e);
    }
    return new Script((PtSymbolBlock) model.getBlock());
  }

  /**
   * A CPU tensor over memory, without a copy. The memory must outlive the tensor.
   *
   * @param shape sizes of the dimensions, outermost first
   */
  public PtNDArray wrap(NDManager owner, MemorySegment memory, ElementType type, long... shape) {
    return libTorch.wrap((PtNDManager) owner, memory, type, shape);
  }

  /**
   * A contiguous tensor on this device whose elements are whatever was there.
   *
   * @param shape sizes of the dimensions, outermost first
   */
  public PtNDArray empty(NDManager owner, ElementType type, long... shape) {
    return libTorch.empty((PtNDManager) owner, device, type, shape);
  }

  /** The address of a tensor's first element, in its device's memory; valid while it lives. */
  public long address(PtNDArray tensor) {
    return libTorch.address(tensor);
  }

  /** Elements from one index of a tensor's dimension to the next. */
  public long stride(PtNDArray tensor, int dimension) {
    return libTorch.stride(tensor, dimension);
  }

  /**
   * The {@code cudaStream_t} on which this device's work runs.
   *
   * @throws java.util.NoSuchElementException on a CPU
   */
  public long stream() {
    return cuda.orElseThrow().stream();
  }

  /** The CUDA device's index; empty on a CPU. */
  public OptionalInt cudaDevice() {
    return device.isGpu() ? OptionalInt.of(device.getDeviceId()) : OptionalInt.empty();
  }

  /** Bytes of the GPU's memory that are in use, by any process; 0 on a CPU. */
  public long usedGpuBytes() {
    return device.isGpu() ? new CudaDriver().usedBytes() : 0;
  }

  /**
   * A small tensor of 64-bit numbers that stays on the CPU: what a graph piece reads to decide, not
   * to compute.
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
   * The tensor on this device in the given type: itself (a second handle to it) where it is so
   * already, else a copy.
   */
  public PtNDArray convert(NDManager owner, PtNDArray tensor, ElementType type) {
    return convert.call(owner, tensor, deviceName(), type.torchCode());
  }

  /**
   * Consecutive rows of a tensor, without a copy.
   *
   * @param first index along the first dimension
   */
  public PtNDArray rows(NDManager owner, PtNDArray tensor, long first, long count) {
    return rows.call(owner, tensor, first, count);
  }

  /** Tensors one after the other along the first dimension; itself where there is one. */
  public static PtNDArray concat(NDManager owner, List<PtNDArray> tensors) {
    if (tensors.size() == 1) {
      return tensors.getFirst();
    }
    var whole = JniUtils.cat(tensors.toArray(PtNDArray[]::new), 0);
    whole.attach(owner);
    return whole;
  }

  /** Times the parts of what this device does. */
  public PartTimer timer() {
    return timer;
  }

  private static String source(String name) {
    var resource = "/torchscript/" + name + ".py";
    try (var in = Torch.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no graph piece " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    modules.forEach(Model::close);
    root.close();
    cuda.ifPresent(LibTorchCuda::close);
    arena.close();
  }
}
