package io.sparsed.worker.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * A Recording is work of a GPU that is launched as CUDA graphs, with what could not be recorded
 * between them. It reads and writes the addresses that the work had when it was recorded. Owned by
 * the device thread.
 */
public final class Recording implements AutoCloseable {
  private final CudaGraphs graphs;
  private final long stream;
  private final List<Runnable> steps = new ArrayList<>();
  private final List<Long> executables = new ArrayList<>();

  /**
   * Makes an empty recording.
   *
   * @param stream stream on which it is launched
   */
  Recording(CudaGraphs graphs, long stream) {
    this.graphs = graphs;
    this.stream = stream;
  }

  /** Adds a graph, which is destroyed with this. */
  void add(long executable) {
    executables.add(executable);
    steps.add(() -> graphs.launch(executable, stream));
  }

  /** Adds work that is done anew at each launch. */
  void add(Runnable work) {
    steps.add(work);
  }

  /** Queues the work, and does not wait for it. */
  public void launch() {
    steps.forEach(Runnable::run);
  }

  @Override
  public void close() {
    executables.forEach(graphs::destroy);
    executables.clear();
    steps.clear();
  }
}
