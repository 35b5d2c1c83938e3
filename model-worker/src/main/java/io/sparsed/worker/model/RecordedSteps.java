package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.Recorder;
import io.sparsed.worker.tensor.Recording;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
  private final Map<Object, Optional<Recorded>> byKey = new LinkedHashMap<>(16, 0.75f, true);
  private boolean isRefused;
  private long launched;

  /** A LayerOfPass queues the work of a layer, which changes x in place. */
  interface LayerOfPass {
    void queue(int layer, PtNDArray x, PtNDArray rope);
  }

  /**
   * Layers that were recorded, with the tensors that they read and write.
   *
   * @param memory owner of the tensors
   */
  private record Recorded(NDManager memory, PtNDArray x, PtNDArray rope, Recording layers) {
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
   * @param key equal for passes that queue the same work, but for what x and rope hold
   * @param x residual [rows, hidden], which is changed in place
   * @param rope [2, rows or more, headDim], in fp32
   */
  void run(Object key, PtNDArray x, PtNDArray rope, LayerOfPass layer) {
    var recorded = isExactly(rope, x) ? recorded(key, x, rope, layer) : Optional.<Recorded>empty();
    recorded.ifPresentOrElse(
        each -> launch(each, x, rope),
        () -> {
          for (int i = 0; i < layers; i++) {
            layer.queue(i, x, rope);
          }
        });
  }

  private static boolean isExactly(PtNDArray rope, PtNDArray x) {
    return rope.getShape().get(1) == x.getShape().get(0);
  }

  private Optional<Recorded> recorded(Object key, PtNDArray x, PtNDArray rope, LayerOfPass layer) {
    if (isRefused) {
      return Optional.empty();
    }
    boolean isFirst = !byKey.containsKey(key);
    var made =
        byKey
            .getOrDefault(key, Optional.empty())
            .or(() -> isFirst ? Optional.empty() : record(x, rope, layer));
    byKey.put(key, made);
    if (byKey.size() > MOST) {
      var oldest = byKey.entrySet().iterator();
      oldest.next().getValue().ifPresent(Recorded::close);
      oldest.remove();
    }
    return made;
  }

  /** Records a pass; empty, and nothing is recorded any more, if that does not succeed. */
  private Optional<Recorded> record(PtNDArray x, PtNDArray rope, LayerOfPass layer) {
    var memory = torch.manager().newSubManager();
    try {
      var ownX = torch.empty(memory, torch.type(x), x.getShape().getShape());
      var ownRope = torch.empty(memory, torch.type(rope), rope.getShape().getShape());
      var recording =
          recorder.record(
              () -> {
                for (int i = 0; i < layers; i++) {
                  recorder.reuseMemory();
                  layer.queue(i, ownX, ownRope);
                }
              });
      return Optional.of(new Recorded(memory, ownX, ownRope, recording));
    } catch (RuntimeException e) {
      log.warn("reuse steps are not recorded as CUDA graphs, and take longer", e);
      memory.close();
      isRefused = true;
      return Optional.empty();
    }
  }

  private void launch(Recorded recorded, PtNDArray x, PtNDArray rope) {
    torch.timer().begin(Part.RECORDED);
    recorder.copy(x, recorded.x());
    recorder.copy(rope, recorded.rope());
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
    byKey.values().forEach(each -> each.ifPresent(Recorded::close));
    byKey.clear();
  }
}
