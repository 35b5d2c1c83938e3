package io.sparsed.worker.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A Recorder records what a GPU is given to do as CUDA graphs, which cost the host next to nothing
 * to launch. It records our kernels and those of cuBLASLt, but no work of libtorch. Owned by the
 * device thread.
 */
public final class Recorder implements AutoCloseable {
  /** Bytes of memory that recordings share at first; it grows if one needs more. */
  public static final long MEMORY_BYTES = RecordedMemory.BLOCK_BYTES;

  private final LibTorch libTorch;
  private final Device device;
  private final long usualStream;
  private final CudaGraphs graphs = new CudaGraphs();
  private final RecordedMemory memory;
  private long recordedStream; // made when it is first used
  private @Nullable Recording recording;

  /**
   * Makes a recorder.
   *
   * @param root manager of the device
   * @param usualStream stream on which libtorch works, and recordings are launched
   */
  Recorder(NDManager root, LibTorch libTorch, Device device, long usualStream) {
    this.libTorch = libTorch;
    this.device = device;
    this.usualStream = usualStream;
    this.memory =
        new RecordedMemory(
            bytes ->
                libTorch.address(libTorch.empty((PtNDManager) root, device, Torch.BYTE, bytes)));
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
   * @return the recording; empty if its tensors take more memory than recordings have
   * @throws IllegalStateException if some of the work cannot be recorded
   */
  public Optional<Recording> record(Runnable work) {
    if (recordedStream == 0) {
      recordedStream = graphs.createStream();
    }
    var made = new Recording(graphs, usualStream);
    memory.reuse();
    graphs.begin(recordedStream);
    recording = made;
    try {
      work.run();
      made.add(graphs.end(recordedStream));
      return Optional.of(made);
    } catch (RecordedMemory.ExhaustedException e) {
      abandon(made, e);
      return Optional.empty();
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
    memory.reuse();
  }

  /** Does work now, or, while a recording is made, between its graphs at each launch. */
  public void unrecorded(Runnable work) {
    if (recording == null) {
      work.run();
      return;
    }
    recording.add(graphs.end(recordedStream));
    recording.add(work);
    graphs.begin(recordedStream);
  }

  /** Returns a contiguous tensor with uninitialized elements for the recording. */
  PtNDArray empty(NDManager owner, int torchCode, int elementBytes, long... shape) {
    long bytes = LongStream.of(shape).reduce(elementBytes, Math::multiplyExact);
    var address = MemorySegment.ofAddress(memory.take(bytes));
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
    if (recordedStream != 0) {
      graphs.destroyStream(recordedStream);
    }
  }
}
