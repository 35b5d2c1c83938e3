package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.HeadTensors;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.HeadCounts;
import io.sparsed.worker.model.AttentionWeights.HeadNorms;
import io.sparsed.worker.model.CudaLinear.Weight;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The CudaLayers compute layers in bf16 on a GPU: matrix products, perhaps in fp8, and our kernels
 * between them; the residual is changed in place. Nothing waits for the GPU.
 */
final class CudaLayers implements Layers {
  private final Torch torch;
  private final HeadCounts heads;
  private final CudaFunctions functions;
  private final CudaLinear linear;
  private final List<Weights> weights;
  private final CudaFeedForward feedForward;
  private final Script ropeOfPositions;
  private final Script gatherRows;

  /**
   * The weights around one layer's attention.
   *
   * @param norm [hidden]
   * @param projection [(heads + 2 * kvHeads) * headDim, hidden]: queries, then keys, then values
   * @param query its part for queries
   * @param keyValue its part for keys and values
   * @param headNorms where a head's queries and keys are normalized
   * @param output [hidden, heads * headDim]
   */
  private record Weights(
      PtNDArray norm,
      Weight projection,
      Weight query,
      Weight keyValue,
      Optional<HeadNorms> headNorms,
      Weight output) {
    /** Loads a layer; the projections are freed as soon as they are fused. */
    static Weights load(CudaLinear linear, AttentionWeights parts, HeadCounts heads) {
      var all = linear.fused(parts.projections());
      long queries = (long) heads.heads() * heads.headDim();
      return new Weights(
          parts.norm(),
          all,
          linear.outputs(all, 0, queries),
          linear.outputs(all, queries, all.outputs() - queries),
          parts.headNorms(),
          linear.weight(parts.output()));
    }
  }

  /** Loads the layers' weights. */
  CudaLayers(
      Torch torch,
      CudaDevice cuda,
      ModelSpec spec,
      WeightSource source,
      LinearLayers linearLayers) {
    this.torch = torch;
    this.heads = new HeadCounts(spec.heads(), spec.kvHeads(), spec.headDim());
    this.linear = new CudaLinear(torch, cuda, linearLayers);
    this.functions = new CudaFunctions(torch, cuda, spec, linear.isInFp8());
    this.gatherRows = torch.script("gather_rows");
    this.ropeOfPositions = torch.script("rope_of_positions");
    this.weights =
        IntStream.range(0, spec.layers())
            .mapToObj(
                layer -> Weights.load(linear, AttentionWeights.load(spec, source, layer), heads))
            .toList();
    this.feedForward = new CudaFeedForward(torch, cuda, linear, functions, spec, source);
  }

  @Override
  public HeadTensors attentionInput(
      NDManager owner, int layer, PtNDArray x, PtNDArray rope, Optional<PtNDArray> queries) {
    var weight = weights.get(layer);
    try (var h = functions.norm(owner, x, weight.norm())) {
      return queries
          .map(rows -> projectSome(owner, x, h, rows, weight, rope))
          .orElseGet(() -> projectAll(owner, h, weight, rope));
    }
  }

  private HeadTensors projectAll(NDManager owner, Rows h, Weights weight, PtNDArray rope) {
    var qkv = linear.product(owner, h, 0, h.count(), weight.projection());
    var q = heads(owner, qkv, 0, heads.heads());
    var k = heads(owner, qkv, heads.heads(), heads.kvHeads());
    var v = heads(owner, qkv, heads.heads() + heads.kvHeads(), heads.kvHeads());
    normalize(weight, q, k);
    functions.rotate(q, k, heads, rope);
    return new HeadTensors(q, k, v);
  }

  /** Projects queries of some rows, keys and values of all. */
  private HeadTensors projectSome(
      NDManager owner, PtNDArray x, Rows h, PtNDArray rows, Weights weight, PtNDArray rope) {
    var some = functions.norm(owner, gatherRows.call(owner, x, rows), weight.norm());
    var queries = linear.product(owner, some, 0, some.count(), weight.query());
    var keyValues = linear.product(owner, h, 0, h.count(), weight.keyValue());
    var q = heads(owner, queries, 0, heads.heads());
    var k = heads(owner, keyValues, 0, heads.kvHeads());
    var v = heads(owner, keyValues, heads.kvHeads(), heads.kvHeads());
    normalize(weight, q, k);
    torch.timer().begin(Part.ELEMENTWISE);
    var ropeOfRows = ropeOfPositions.call(owner, rope, rows);
    functions.rotate(q, q, new HeadCounts(heads.heads(), 0, heads.headDim()), ropeOfRows);
    functions.rotate(k, k, new HeadCounts(0, heads.kvHeads(), heads.headDim()), rope);
    return new HeadTensors(q, k, v);
  }

  private void normalize(Weights weight, PtNDArray q, PtNDArray k) {
    weight
        .headNorms()
        .ifPresent(
            norms -> {
              functions.normalizeHeads(q, norms.query());
              functions.normalizeHeads(k, norms.key());
            });
  }

  private PtNDArray heads(NDManager owner, PtNDArray x, int first, int count) {
    return torch.heads(owner, x, first, count, heads.headDim());
  }

  @Override
  public PtNDArray attentionOutput(NDManager owner, int layer, PtNDArray x, PtNDArray attended) {
    linear.addProduct(x, attended, weights.get(layer).output());
    return x;
  }

  @Override
  public PtNDArray feedForward(NDManager owner, int layer, PtNDArray x) {
    return feedForward.addTo(owner, layer, x);
  }

  @Override
  public boolean isRecordable() {
    return linear.usesNoLibtorch()
        && feedForward.isRecordable()
        && weights.stream().allMatch(each -> each.headNorms().isEmpty());
  }

  @Override
  public void close() {
    feedForward.close();
    functions.close();
    linear.close();
    gatherRows.close();
    ropeOfPositions.close();
  }
}
