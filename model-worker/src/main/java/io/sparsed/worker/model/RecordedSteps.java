package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.Recorder;
import io.sparsed.worker.tensor.Recording;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The RecordedSteps launch the layers of reuse steps as CUDA graphs. The host takes about as long
 * to queue their kernels one by one as a GPU takes to run them, and longer in fp8 or for several
 * GPUs. Owned by the device thread.
 */
final class RecordedSteps implements AutoCloseable {
  /** Rows of a pass up to which it is recorded: a greater one keeps the GPU busy for longer. */
  private static final int MOST_ROWS = 512;

  private final Torch torch;
  private final Recorder recorder;
  private final int layers;
  private final KeyedRecordings<Recorded> recordings = new KeyedRecordings<>(Recorded::close);
  private long launched;

  /** A LayerOfPass queues the work of a layer, which changes x in place. */
  interface LayerOfPass {
    void queue(int layer, PtNDArray x, PtNDArray rope);
  }

  /**
   * Layers that were recorded.
   *
   * @param memory owner of the tensors whose addresses they use
   * @param x residual, which they change
   */
  private record Recorded(NDManager memory, PtNDArray x, Recording layers) {
    void close() {
      layers.close();
      memory.close();
    }
  }

  /**
   * Makes steps of which none is recorded.
   *
   * @param layers number of the layers that are launched together
   */
  RecordedSteps(Torch torch, Recorder recorder, int layers) {
    this.torch = torch;
    this.recorder = recorder;
    this.layers = layers;
  }

  /**
   * Runs the layers of a pass.
   *
   * @param key equal for passes that queue the same work, but for what x holds
   * @param x residual [rows, hidden], which is changed in place
   * @param rope makes [2, rows or more, headDim], in fp32; equal for equal keys
   */
  void run(Object key, PtNDArray x, Supplier<PtNDArray> rope, LayerOfPass layer) {
    var recorded =
        rows(x) > MOST_ROWS
            ? Optional.<Recorded>empty()
            : recordings.next(key, () -> record(x, rope.get(), layer));
    recorded.ifPresentOrElse(each -> launch(each, x), () -> queue(x, rope.get(), layer));
  }

  private void queue(PtNDArray x, PtNDArray rope, LayerOfPass layer) {
    for (int i = 0; i < layers; i++) {
      layer.queue(i, x, rope);
    }
  }

  private Optional<Recorded> record(PtNDArray x, PtNDArray rope, LayerOfPass layer) {
    if (rope.getShape().get(1) > rows(x)) {
      return Optional.empty(); // the table of all positions is too large to be copied
    }
    var memory = torch.manager().newSubManager();
    try {
      var ownX = copy(memory, x);
      var ownRope = copy(memory, rope);
      var recording =
          recorder.record(
              () -> {
                for (int i = 0; i < layers; i++) {
                  recorder.reuseMemory();
                  layer.queue(i, ownX, ownRope);
                }
              });
      if (recording.isEmpty()) {
        memory.close();
      }
      return recording.map(made -> new Recorded(memory, ownX, made));
    } catch (RuntimeException e) {
      memory.close();
      throw e;
    }
  }

  private static long rows(PtNDArray x) {
    return x.getShape().get(0);
  }

  private PtNDArray copy(NDManager owner, PtNDArray tensor) {
    var copy = torch.empty(owner, torch.type(tensor), tensor.getShape().getShape());
    recorder.copy(tensor, copy);
    return copy;
  }

  private void launch(Recorded recorded, PtNDArray x) {
    torch.timer().begin(Part.RECORDED);
    recorder.copy(x, recorded.x());
    recorded.layers().launch();
    recorder.copy(recorded.x(), x);
    launched++;
  }

  /** Returns the number of passes whose layers were launched as recorded. */
  long launched() {
    return launched;
  }

  @Override
  public void close() {
    recordings.close();
  }
}
