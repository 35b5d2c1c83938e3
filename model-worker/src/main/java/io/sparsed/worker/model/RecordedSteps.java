package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.Recorder;
import io.sparsed.worker.tensor.Recording;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The RecordedSteps launch the layers of reuse steps as CUDA graphs: to queue their kernels one by
 * one takes longer than to run them. A pass is recorded the second time that its key comes, since
 * steps of one request follow one another. Owned by the device thread.
 */
final class RecordedSteps implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RecordedSteps.class);

  /** Most keys that are remembered; a recording takes a few megabytes. */
  private static final int MOST = 32;

  private final Torch torch;
  private final Recorder recorder;
  private final int layers;
  private final Map<Object, Known> byKey = new LinkedHashMap<>(16, 0.75f, true);
  private boolean isRefused;
  private long launched;

  /** A LayerOfPass queues the work of a layer, which changes x in place. */
  interface LayerOfPass {
    void queue(int layer, PtNDArray x, PtNDArray rope);
  }

  /** A Known is what is known of a key. */
  private sealed interface Known {
    /** It came once. */
    record Once() implements Known {}

    /** Its passes take too much memory. */
    record TooLarge() implements Known {}

    /**
     * Its layers were recorded.
     *
     * @param memory owner of the tensors whose addresses they use
     * @param x residual, which they change
     */
    record Recorded(NDManager memory, PtNDArray x, Recording layers) implements Known {
      @Override
      public void close() {
        layers.close();
        memory.close();
      }
    }

    default void close() {}
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
    if (!isRefused && next(key, x, rope, layer) instanceof Known.Recorded recorded) {
      launch(recorded, x);
    } else {
      var table = rope.get();
      for (int i = 0; i < layers; i++) {
        layer.queue(i, x, table);
      }
    }
  }

  private Known next(Object key, PtNDArray x, Supplier<PtNDArray> rope, LayerOfPass layer) {
    var next =
        switch (byKey.get(key)) {
          case null -> new Known.Once();
          case Known.Once _ -> record(x, rope.get(), layer);
          case Known.TooLarge each -> each;
          case Known.Recorded each -> each;
        };
    byKey.put(key, next);
    if (byKey.size() > MOST) {
      var oldest = byKey.entrySet().iterator();
      oldest.next().getValue().close();
      oldest.remove();
    }
    return next;
  }

  private Known record(PtNDArray x, PtNDArray rope, LayerOfPass layer) {
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
      if (recording.isPresent()) {
        return new Known.Recorded(memory, ownX, recording.get());
      }
    } catch (RuntimeException e) {
      log.warn("reuse steps are not recorded as CUDA graphs, and take longer", e);
      isRefused = true;
    }
    memory.close();
    return new Known.TooLarge();
  }

  private PtNDArray copy(NDManager owner, PtNDArray tensor) {
    var copy = torch.empty(owner, torch.type(tensor), tensor.getShape().getShape());
    recorder.copy(tensor, copy);
    return copy;
  }

  private void launch(Known.Recorded recorded, PtNDArray x) {
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
    byKey.values().forEach(Known::close);
    byKey.clear();
  }
}
