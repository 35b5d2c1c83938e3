package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.AttentionKernels.PreparedPattern;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A pattern whose layers become gather indices on the device when they are first needed. */
final class GatheredPattern implements PreparedPattern {
  /** Gathered keys and values that stay in a CPU's cache, and that fill a GPU. */
  private static final long CPU_CHUNK_BYTES = 8L << 20;

  private static final long GPU_CHUNK_BYTES = 256L << 20;

  private final AttentionKernels kernels;
  private final Script sparse;
  private final Pattern pattern;
  private final NDManager indices;
  private final long chunkBytes;
  private final Map<Integer, Layer> layers = new HashMap<>();

  GatheredPattern(Torch torch, AttentionKernels kernels, Script sparse, Pattern pattern) {
    this.kernels = kernels;
    this.sparse = sparse;
    this.pattern = pattern;
    this.indices = torch.manager().newSubManager();
    this.chunkBytes = torch.isGpu() ? GPU_CHUNK_BYTES : CPU_CHUNK_BYTES;
  }

  private record Layer(
      boolean dense,
      List<PtNDArray> queries,
      List<PtNDArray> keys,
      long[] lengths,
      long[] chunks) {}

  @Override
  public PtNDArray sparse(NDManager owner, int layer, PtNDArray q, PtNDArray k, PtNDArray v) {
    var plan = layers.computeIfAbsent(layer, index -> upload(index, k.getShape()));
    if (plan.dense()) {
      return kernels.dense(owner, q, k, v);
    }
    return sparse.call(
        owner,
        q,
        k,
        v,
        pattern.shape().blockSize(),
        plan.queries(),
        plan.keys(),
        plan.lengths(),
        plan.chunks());
  }

  private Layer upload(int layer, Shape keyShape) {
    int kvHeads = Math.toIntExact(keyShape.get(1));
    var plan = GatherPlan.of(pattern, layer, kvHeads);
    if (plan.dense()) {
      return new Layer(true, List.of(), List.of(), new long[0], new long[0]);
    }
    long blockBytes = 2L * Float.BYTES * pattern.shape().blockSize() * keyShape.get(3);
    return new Layer(
        false,
        plan.groups().stream().map(g -> (PtNDArray) indices.create(g.queries())).toList(),
        plan.groups().stream()
            .map(
                g ->
                    (PtNDArray)
                        indices.create(g.keyBlocks(), new Shape(g.queries().length, g.kept())))
            .toList(),
        plan.groups().stream().mapToLong(GatherPlan.Group::keys).toArray(),
        plan.groups().stream()
            .mapToLong(g -> Math.max(1, chunkBytes / (blockBytes * g.kept())))
            .toArray());
  }

  @Override
  public void close() {
    indices.close();
  }
}
