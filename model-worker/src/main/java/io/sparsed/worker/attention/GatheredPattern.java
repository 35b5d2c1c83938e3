package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.AttentionKernels.PreparedPattern;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;
import java.util.HashMap;
import java.util.Map;

/**
 * A GatheredPattern is a pattern whose layers become gather indices on the device when they are
 * first needed.
 */
final class GatheredPattern implements PreparedPattern {
  /** Bytes of keys and values gathered at a time: they stay in a CPU's cache, or fill a GPU. */
  private static final long CPU_CHUNK_BYTES = 8L << 20;

  private static final long GPU_CHUNK_BYTES = 256L << 20;

  private final Torch torch;
  private final AttentionKernels kernels;
  private final Script sparse;
  private final Pattern pattern;
  private final Map<Key, Plan> plans = new HashMap<>();

  GatheredPattern(Torch torch, AttentionKernels kernels, Script sparse, Pattern pattern) {
    this.torch = torch;
    this.kernels = kernels;
    this.sparse = sparse;
    this.pattern = pattern;
  }

  /** Refreshes want every row and reuse steps a few of them, in turns. */
  private record Key(int branch, int layer, boolean everyRow) {}

  /**
   * A layer that is ready for some of its rows.
   *
   * @param memory owner of the tensors
   */
  private record Plan(RowRange wanted, NDManager memory, Gather gather) implements AutoCloseable {
    @Override
    public void close() {
      memory.close();
    }
  }

  private sealed interface Gather {
    record Everything() implements Gather {}

    record Kept(PtNDArray groups, PtNDArray queries, PtNDArray keys) implements Gather {}
  }

  @Override
  public PtNDArray sparse(NDManager owner, int branch, int layer, HeadTensors in, Span span) {
    torch.timer().begin(Part.ATTENTION);
    return switch (plan(new Key(branch, layer, isEveryRow(span)), in, span.wanted()).gather()) {
      case Gather.Everything() -> kernels.dense(owner, in, span);
      case Gather.Kept(var groups, var queries, var keys) ->
          sparse.call(
              owner,
              in.q(),
              in.k(),
              in.v(),
              span.first(),
              span.length(),
              span.firstQuery(),
              span.wanted().count(),
              pattern.shape().blockSize(),
              groups,
              queries,
              keys);
    };
  }

  private static boolean isEveryRow(Span span) {
    return span.wanted().count() == span.length();
  }

  /**
   * Returns the plan of a layer. A plan for other rows is replaced: the rows change slowly from
   * step to step.
   */
  private Plan plan(Key key, HeadTensors in, RowRange wanted) {
    var held = plans.get(key);
    if (held != null && held.wanted().equals(wanted)) {
      return held;
    }
    if (held != null) {
      held.close();
    }
    var made = upload(key, in, wanted);
    plans.put(key, made);
    return made;
  }

  private Plan upload(Key key, HeadTensors in, RowRange wanted) {
    long blockBytes = 2L * Float.BYTES * pattern.shape().blockSize() * in.counts().headDim();
    long chunkBytes = torch.isGpu() ? GPU_CHUNK_BYTES : CPU_CHUNK_BYTES;
    var layer = new GatherPlan.Layer(key.branch(), key.layer(), in.counts().kvHeads(), wanted);
    var plan = GatherPlan.of(pattern, layer, chunkBytes / blockBytes);
    var memory = torch.manager().newSubManager();
    if (plan.dense()) {
      return new Plan(wanted, memory, new Gather.Everything());
    }
    return new Plan(
        wanted,
        memory,
        new Gather.Kept(
            torch.onCpu(memory, plan.groups(), plan.groups().length / 4, 4),
            (PtNDArray) memory.create(plan.queries()),
            (PtNDArray) memory.create(plan.keys())));
  }

  @Override
  public int alignment(int rows) {
    return pattern.shape().blockSize();
  }

  @Override
  public void close() {
    plans.values().forEach(Plan::close);
    plans.clear();
  }
}
