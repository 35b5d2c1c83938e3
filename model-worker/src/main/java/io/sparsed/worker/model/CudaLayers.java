package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.HeadTensors;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.HeadCounts;
import io.sparsed.worker.model.AttentionWeights.Projection;
import io.sparsed.worker.model.CudaLinear.Weight;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The layers in bf16 on a GPU: libtorch's matrix products, perhaps in fp8, our kernels between
 * them, the residual changed in place. Nothing waits for the GPU.
 */
final class CudaLayers implements Layers {
  private final Torch torch;
  private final Peers peers;
  private final HeadCounts heads;
  private final CudaFunctions functions;
  private final CudaLinear linear;
  private final List<Weights> weights;
  private final FeedForward feedForward;
  private final Script projection;
  private final Script projectionOfRows;
  private final Script ropeOfPositions;

  /**
   * The weights around one layer's attention.
   *
   * @param norm [hidden]
   * @param projection queries, keys, values: [(heads + 2 * kvHeads) * headDim, hidden]
   * @param bias [(heads + 2 * kvHeads) * headDim], empty where the model has none
   * @param output [hidden, heads * headDim]
   */
  private record Weights(PtNDArray norm, Weight projection, PtNDArray bias, Weight output) {
    /** Loads a layer; the projections are freed as soon as they are fused. */
    static Weights load(CudaLinear linear, AttentionWeights parts) {
      var projections = parts.projections();
      var matrix = linear.fuse(projections.stream().map(Projection::weight).toList());
      var biases = projections.stream().flatMap(part -> part.bias().stream()).toList();
      return new Weights(
          parts.norm(),
          linear.weight(matrix),
          biases.isEmpty() ? linear.none() : linear.fuse(biases),
          linear.weight(parts.output()));
    }
  }

  /** Loads the layers' weights. */
  CudaLayers(
      Torch torch,
      CudaDevice cuda,
      ModelSpec spec,
      WeightSource source,
      LinearLayers linearLayers,
      Peers peers) {
    this.torch = torch;
    this.peers = peers;
    this.heads = peers.heads(spec);
    this.functions = new CudaFunctions(torch, cuda, spec);
    this.linear = new CudaLinear(torch, cuda, linearLayers);
    this.projection = torch.script("fused_projection");
    this.projectionOfRows = torch.script("fused_projection_of_rows");
    this.ropeOfPositions = torch.script("rope_of_positions");
    this.weights =
        IntStream.range(0, spec.layers())
            .mapToObj(
                layer -> Weights.load(linear, AttentionWeights.load(spec, source, peers, layer)))
            .toList();
    this.feedForward = new CudaMlp(torch, linear, functions, spec, source, peers);
  }

  @Override
  public HeadCounts heads() {
    return heads;
  }

  @Override
  public HeadTensors attentionInput(
      NDManager owner, int layer, PtNDArray x, PtNDArray rope, Optional<PtNDArray> queries) {
    var weight = weights.get(layer);
    try (var h = functions.rmsNorm(owner, x, weight.norm())) {
      return queries
          .map(rows -> projectSome(owner, h, rows, weight, rope))
          .orElseGet(() -> projectAll(owner, h, weight, rope));
    }
  }

  private HeadTensors projectAll(NDManager owner, PtNDArray h, Weights weight, PtNDArray rope) {
    torch.timer().begin(Part.LINEAR);
    var qkv =
        projection.callForList(
            owner,
            h,
            weight.projection().matrix(),
            weight.projection().factors(),
            weight.bias(),
            heads.heads(),
            heads.kvHeads());
    functions.rotate(qkv[0], qkv[1], heads, rope);
    return new HeadTensors(qkv[0], qkv[1], qkv[2]);
  }

  /** Projects queries of some rows, keys and values of all. */
  private HeadTensors projectSome(
      NDManager owner, PtNDArray h, PtNDArray rows, Weights weight, PtNDArray rope) {
    torch.timer().begin(Part.LINEAR);
    var qkv =
        projectionOfRows.callForList(
            owner,
            h,
            rows,
            weight.projection().matrix(),
            weight.projection().factors(),
            weight.bias(),
            heads.heads(),
            heads.kvHeads());
    torch.timer().begin(Part.ELEMENTWISE);
    var ropeOfRows = ropeOfPositions.call(owner, rope, rows);
    functions.rotate(qkv[0], qkv[0], new HeadCounts(heads.heads(), 0, heads.headDim()), ropeOfRows);
    functions.rotate(qkv[1], qkv[1], new HeadCounts(0, heads.kvHeads(), heads.headDim()), rope);
    return new HeadTensors(qkv[0], qkv[1], qkv[2]);
  }

  @Override
  public PtNDArray attentionOutput(NDManager owner, int layer, PtNDArray x, PtNDArray attended) {
    try (var scope = torch.manager().newSubManager()) {
      int rows = Math.toIntExact(x.getShape().get(0));
      var output = weights.get(layer).output();
      peers.add(x, () -> linear.addProduct(scope, x, 0, rows, attended, output));
      return x;
    }
  }

  @Override
  public PtNDArray feedForward(NDManager owner, int layer, PtNDArray x) {
    return feedForward.addTo(owner, layer, x);
  }

  @Override
  public void close() {
    feedForward.close();
    linear.close();
    projection.close();
    projectionOfRows.close();
    ropeOfPositions.close();
  }
}
