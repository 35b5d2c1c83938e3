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
 * The RecordedSteps launch the layers of reuse steps as CUDA graphs. The host takes about as long
 * to queue their kernels one by one as a GPU takes to run them, and longer in fp8 or for several
 * GPUs. Owned by the device thread.
 */
final class RecordedSteps implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RecordedSteps.class);

  /** Times that a key comes before its pass is recorded, which takes longer than to queue it. */
  private static final int PASSES_BEFORE = 3;

  /** Rows of a pass up to which it is recorded: a greater one keeps the GPU busy for longer. */
  private static final int MOST_ROWS = 512;

  /** Most keys that are remembered; a recording takes a few megabytes. */
  private static final int MOST_KEYS = 32;

  /** Failures after which no pass is recorded any more. */
  private static final int MOST_FAILURES = 3;

  private final Torch torch;
  private final Recorder recorder;
  private final int layers;
  private final Map<Object, State> byKey = new LinkedHashMap<>(16, 0.75f, true);
  private int failures;
  private long launched;

  /** A LayerOfPass queues the work of a layer, which changes x in place. */
  interface LayerOfPass {
    void queue(int layer, PtNDArray x, PtNDArray rope);
  }

  /** The State of a key says whether its pass is recorded. */
  private sealed interface State {
    /** Its pass has come some times, and was not recorded yet. */
    record Seen(int times) implements State {}

    /** Its pass cannot be recorded: it failed, or takes too much memory. */
    record NotRecorded() implements State {}

    /**
     * Its layers were recorded.
     *
     * @param memory owner of the tensors whose addresses they use
     * @param x residual, which they change
     */
    record Recorded(NDManager memory, PtNDArray x, Recording layers) implements State {
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
    if (mayRecord(x) && next(key, x, rope, layer) instanceof State.Recorded recorded) {
      launch(recorded, x);
    } else {
      var table = rope.get();
      for (int i = 0; i < layers; i++) {
        layer.queue(i, x, table);
      }
    }
  }

  private boolean mayRecord(PtNDArray x) {
    return failures < MOST_FAILURES && x.getShape().get(0) <= MOST_ROWS;
  }

  private State next(Object key, PtNDArray x, Supplier<PtNDArray> rope, LayerOfPass layer) {
    var next =
        switch (byKey.get(key)) {
          case null -> new State.Seen(1);
          case State.Seen(int times) when times < PASSES_BEFORE -> new State.Seen(times + 1);
          case State.Seen _ -> record(x, rope.get(), layer);
          case State.NotRecorded each -> each;
          case State.Recorded each -> each;
        };
    byKey.put(key, next);
    if (byKey.size() > MOST_KEYS) {
      var oldest = byKey.entrySet().iterator();
      oldest.next().getValue().close();
      oldest.remove();
    }
    return next;
  }

  private State record(PtNDArray x, PtNDArray rope, LayerOfPass layer) {
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
        return new State.Recorded(memory, ownX, recording.get());
      }
    } catch (RuntimeException e) {
      failures++;
      log.warn("a reuse step was not recorded as a CUDA graph, and takes longer", e);
    }
    memory.close();
    return new State.NotRecorded();
  }

  private PtNDArray copy(NDManager owner, PtNDArray tensor) {
    var copy = torch.empty(owner, torch.type(tensor), tensor.getShape().getShape());
    recorder.copy(tensor, copy);
    return copy;
  }

  private void launch(State.Recorded recorded, PtNDArray x) {
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
    byKey.values().forEach(State::close);
    byKey.clear();
  }
}
