package io.sparsed.worker.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.lang.foreign.MemorySegment;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A Recorder records what a GPU is given to do as CUDA graphs, which cost the host next to nothing
 * to launch. It records our kernels and those of cuBLASLt, but no work of libtorch. Owned by the
 * device thread.
 */
public final class Recorder implements AutoCloseable {
  /** Bytes that the tensors of a recording may take: those of a layer with some 500 rows. */
  public static final long MEMORY_BYTES = 64L << 20;

  private static final long ALIGNMENT = 256;

  private final NDManager root;
  private final LibTorch libTorch;
  private final Device device;
  private final long usualStream;
  private final CudaGraphs graphs = new CudaGraphs();
  private @Nullable PtNDArray memory; // of all recordings, which never run at the same time
  private long recordedStream; // made with the memory
  private @Nullable Recording recording;
  private long taken;

  /**
   * Makes a recorder.
   *
   * @param root manager of the device
   * @param usualStream stream on which libtorch works, and recordings are launched
   */
  Recorder(NDManager root, LibTorch libTorch, Device device, long usualStream) {
    this.root = root;
    this.libTorch = libTorch;
    this.device = device;
    this.usualStream = usualStream;
  }

  boolean isRecording() {
    return recording != null;
  }

  /** Returns the stream for what is given to the device now. */
  long stream() {
    return isRecording() ? recordedStream : usualStream;
  }

  /**
   * Records work, which is not done. Tensors that it makes lie in memory that every recording uses;
   * they hold nothing that outlasts a launch.
   *
   * @throws IllegalStateException if some of it cannot be recorded
   */
  public Recording record(Runnable work) {
    if (memory == null) {
      memory = libTorch.empty((PtNDManager) root, device, Torch.BYTE, MEMORY_BYTES);
      recordedStream = graphs.createStream();
    }
    var made = new Recording(graphs, usualStream);
    reuseMemory();
    graphs.begin(recordedStream);
    recording = made;
    try {
      work.run();
      made.add(graphs.end(recordedStream));
      return made;
    } catch (RuntimeException | Error e) {
      abandon(made, e);
      throw e;
    } finally {
      recording = null;
    }
  }

  private void abandon(Recording made, Throwable reason) {
    try {
      made.add(graphs.end(recordedStream));
    } catch (IllegalStateException e) {
      reason.addSuppressed(e); // what failed has ended the recording as well
    }
    made.close();
  }

  /** Gives the memory of the tensors made so far to the next ones of the recording. */
  public void reuseMemory() {
    taken = 0;
  }

  /** Lays work between the graphs of the recording, which is done at each launch. */
  void unrecorded(Runnable work) {
    if (recording == null) {
      throw new IllegalStateException("nothing is recorded");
    }
    recording.add(graphs.end(recordedStream));
    recording.add(work);
    graphs.begin(recordedStream);
  }

  /** Returns a contiguous tensor with uninitialized elements for the recording. */
  PtNDArray empty(NDManager owner, int torchCode, int elementBytes, long... shape) {
    long bytes = LongStream.of(shape).reduce(elementBytes, Math::multiplyExact);
    if (memory == null || bytes > MEMORY_BYTES - taken) {
      throw new IllegalStateException("a recording needs more than " + MEMORY_BYTES + " bytes");
    }
    var address = MemorySegment.ofAddress(libTorch.address(memory) + taken);
    taken += Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    return libTorch.over((PtNDManager) owner, address, device, torchCode, shape);
  }

  /** Queues a copy of a tensor's elements to another one of the size; both are contiguous. */
  public void copy(PtNDArray from, PtNDArray to) {
    long bytes = from.getShape().size() * libTorch.type(from).bytes();
    graphs.copy(libTorch.address(from), libTorch.address(to), bytes, stream());
  }

  /**
   * Queues a copy of a tensor to some columns of another one; both are contiguous.
   *
   * @param from [rows, width]
   * @param to [rows, any]
   * @param column index of the first column that is written
   */
  public void copyToColumns(PtNDArray from, PtNDArray to, long column) {
    long bytes = libTorch.type(from).bytes();
    long width = from.getShape().get(1) * bytes;
    long pitch = to.getShape().get(1) * bytes;
    long first = libTorch.address(to) + column * bytes;
    long rows = from.getShape().get(0);
    graphs.copyRows(libTorch.address(from), width, first, pitch, rows, stream());
  }

  @Override
  public void close() {
    if (memory != null) {
      graphs.destroyStream(recordedStream);
    }
  }
}
