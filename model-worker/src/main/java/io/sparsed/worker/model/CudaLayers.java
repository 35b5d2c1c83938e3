package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.HeadTensors;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.HeadCounts;
import io.sparsed.worker.model.FusedWeights.Weight;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The layers in bf16 on a GPU: libtorch's matrix products, perhaps in fp8, our kernels between
 * them, the residual changed in place. Nothing waits for the GPU.
 */
final class CudaLayers implements Layers {
  /** Rows of the MLP at a time: enough to fill a GPU, few enough to bound what is between. */
  private static final int MLP_ROWS = 16_384;

  private final Torch torch;
  private final Glue glue;
  private final ModelSpec spec;
  private final List<FusedWeights> weights;
  private final Script projection;
  private final Script projectionOfRows;
  private final Script ropeOf;
  private final Script residual;
  private final Script linear;
  private final PtNDArray none; // no bias, or no factors

  /** Loads the layers' weights. */
  CudaLayers(
      Torch torch,
      CudaDevice cuda,
      ModelSpec spec,
      WeightSource source,
      LinearLayers linearLayers) {
    this.torch = torch;
    this.glue = new Glue(torch, cuda, spec);
    this.spec = spec;
    this.projection = torch.script("fused_projection");
    this.projectionOfRows = torch.script("fused_projection_of_rows");
    this.ropeOf = torch.script("rope_of_positions");
    this.residual = torch.script("add_product");
    this.linear = torch.script("product");
    this.none = cuda.empty(torch.manager(), 0);
    this.weights = load(source, linearLayers);
  }

  private List<FusedWeights> load(WeightSource source, LinearLayers linearLayers) {
    try (var inFp8 = torch.script("weight_in_fp8")) {
      Function<PtNDArray, Weight> store =
          switch (linearLayers) {
            case LinearLayers.InFp8() -> matrix -> inFp8(inFp8, matrix);
            case LinearLayers.Full _, LinearLayers.NotInFp8 _ -> matrix -> new Weight(matrix, none);
          };
      return IntStream.range(0, spec.layers())
          .mapToObj(layer -> FusedWeights.load(torch, spec, source, layer, store))
          .toList();
    }
  }

  private Weight inFp8(Script script, PtNDArray matrix) {
    try (matrix) {
      var parts = script.callForList(torch.manager(), matrix);
      return new Weight(parts[0], parts[1]);
    }
  }

  @Override
  public HeadTensors attentionInput(
      NDManager owner, int layer, PtNDArray x, PtNDArray rope, Optional<PtNDArray> queries) {
    var of = weights.get(layer);
    try (var h = glue.rmsNorm(owner, x, of.attentionNorm())) {
      return queries
          .map(rows -> projectSome(owner, h, rows, of, rope))
          .orElseGet(() -> projectAll(owner, h, of, rope));
    }
  }

  private HeadTensors projectAll(NDManager owner, PtNDArray h, FusedWeights of, PtNDArray rope) {
    torch.timer().begin(Part.LINEAR);
    var bias = of.projectionBias().orElse(none);
    var qkv =
        projection.callForList(
            owner,
            h,
            of.projection().matrix(),
            of.projection().factors(),
            bias,
            spec.heads(),
            spec.kvHeads());
    glue.rotate(qkv[0], qkv[1], new HeadCounts(spec.heads(), spec.kvHeads(), spec.headDim()), rope);
    return new HeadTensors(qkv[0], qkv[1], qkv[2]);
  }

  /** Queries of some rows; keys and values of all. */
  private HeadTensors projectSome(
      NDManager owner, PtNDArray h, PtNDArray rows, FusedWeights of, PtNDArray rope) {
    torch.timer().begin(Part.LINEAR);
    var bias = of.projectionBias().orElse(none);
    var qkv =
        projectionOfRows.callForList(
            owner,
            h,
            rows,
            of.projection().matrix(),
            of.projection().factors(),
            bias,
            spec.heads(),
            spec.kvHeads());
    torch.timer().begin(Part.ELEMENTWISE);
    var ropeOfRows = ropeOf.call(owner, rope, rows);
    glue.rotate(qkv[0], qkv[0], new HeadCounts(spec.heads(), 0, spec.headDim()), ropeOfRows);
    glue.rotate(qkv[1], qkv[1], new HeadCounts(0, spec.kvHeads(), spec.headDim()), rope);
    return new HeadTensors(qkv[0], qkv[1], qkv[2]);
  }

  @Override
  public PtNDArray output(NDManager owner, int layer, PtNDArray x, PtNDArray attended) {
    var of = weights.get(layer);
    try (var scope = torch.manager().newSubManager()) {
      int rows = Math.toIntExact(x.getShape().get(0));
      torch.timer().begin(Part.LINEAR);
      addProduct(scope, x, 0, rows, attended, of.attentionOutput());
      var h = glue.rmsNorm(scope, x, of.mlpNorm());
      for (int from = 0; from < rows; from += MLP_ROWS) {
        mlp(x, h, from, Math.min(MLP_ROWS, rows - from), of);
      }
      return x;
    }
  }

  private void mlp(PtNDArray x, PtNDArray h, int from, int n, FusedWeights of) {
    try (var scope = torch.manager().newSubManager()) {
      torch.timer().begin(Part.LINEAR);
      var gateUp =
          linear.call(scope, h, from, n, of.gateUp().matrix(), of.gateUp().factors(), none);
      var gated = glue.gate(scope, gateUp);
      torch.timer().begin(Part.LINEAR);
      addProduct(scope, x, from, n, gated, of.down());
    }
  }

  /** Adds the product of y and a transposed weight to n rows of x. */
  private void addProduct(
      NDManager scope, PtNDArray x, int from, int n, PtNDArray y, Weight weight) {
    var _ = residual.call(scope, x, from, n, y, weight.matrix(), weight.factors(), none);
  }

  @Override
  public void close() {
    none.close();
    projection.close();
    projectionOfRows.close();
    ropeOf.close();
    residual.close();
    linear.close();
  }
}
