package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.AttentionKernels.PreparedPattern;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import java.util.HashMap;
import java.util.Map;

/** A pattern whose layers become gather indices on the device when they are first needed. */
final class GatheredPattern implements PreparedPattern {
  /** Gathered keys and values that stay in a CPU's cache, and that fill a GPU. */
  private static final long CPU_CHUNK_BYTES = 8L << 20;

  private static final long GPU_CHUNK_BYTES = 256L << 20;

  private final Torch torch;
  private final AttentionKernels kernels;
  private final Script sparse;
  private final Pattern pattern;
  private final NDManager indices;
  private final Map<Integer, Layer> layers = new HashMap<>();

  GatheredPattern(Torch torch, AttentionKernels kernels, Script sparse, Pattern pattern) {
    this.torch = torch;
    this.kernels = kernels;
    this.sparse = sparse;
    this.pattern = pattern;
    this.indices = torch.manager().newSubManager();
  }

  private sealed interface Layer {
    record Dense() implements Layer {}

    record Gathered(PtNDArray groups, PtNDArray queries, PtNDArray keys) implements Layer {}
  }

  @Override
  public PtNDArray sparse(NDManager owner, int layer, PtNDArray q, PtNDArray k, PtNDArray v) {
    return switch (layers.computeIfAbsent(layer, index -> upload(index, k.getShape()))) {
      case Layer.Dense() -> kernels.dense(owner, q, k, v);
      case Layer.Gathered(var groups, var queries, var keys) ->
          sparse.call(owner, q, k, v, pattern.shape().blockSize(), groups, queries, keys);
    };
  }

  private Layer upload(int layer, Shape keyShape) {
    int kvHeads = Math.toIntExact(keyShape.get(1));
    long blockBytes = 2L * Float.BYTES * pattern.shape().blockSize() * keyShape.get(3);
    long chunkBytes = torch.isGpu() ? GPU_CHUNK_BYTES : CPU_CHUNK_BYTES;
    var plan = GatherPlan.of(pattern, layer, kvHeads, chunkBytes / blockBytes);
    if (plan.dense()) {
      return new Layer.Dense();
    }
    return new Layer.Gathered(
        torch.onCpu(indices, plan.groups(), plan.groups().length / 4, 4),
        (PtNDArray) indices.create(plan.queries()),
        (PtNDArray) indices.create(plan.keys()));
  }

  @Override
  public void close() {
    indices.close();
  }
}
