package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.AttentionKernels.PreparedPattern;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A MaskedPattern is a pattern of a short canvas on a CPU, where it costs less to mask the other
 * key blocks than to gather those that are kept.
 */
final class MaskedPattern implements PreparedPattern {
  /** Longest canvas, in tokens, for which masking costs less. */
  private static final int MAX_LENGTH = 128;

  private final Torch torch;
  private final Script script;
  private final Pattern pattern;
  private final NDManager memory;
  private final Map<Layer, PtNDArray> masks = new HashMap<>();

  MaskedPattern(Torch torch, Script script, Pattern pattern) {
    this.torch = torch;
    this.script = script;
    this.pattern = pattern;
    this.memory = torch.manager().newSubManager();
  }

  private record Layer(int branch, int index) {}

  /** The branch of a pattern by which one sequence attends. */
  record Branch(MaskedPattern pattern, int branch) {}

  static boolean serves(Torch torch, PatternShape shape) {
    return !torch.isGpu() && shape.canvasLength() <= MAX_LENGTH;
  }

  /** Returns true if sequences of both patterns can attend in one call. */
  boolean isAlike(MaskedPattern other) {
    return pattern.shape().blockSize() == other.pattern.shape().blockSize();
  }

  @Override
  public PtNDArray sparse(NDManager owner, int branch, int layer, HeadTensors in, Span span) {
    return attend(owner, layer, in, SpanRun.of(span), List.of(new Branch(this, branch)));
  }

  /**
   * Attends for sequences whose patterns are alike.
   *
   * @param branches branch of each sequence
   * @return [wanted rows, heads * headDim], one sequence after another
   */
  static PtNDArray attend(
      NDManager owner, int layer, HeadTensors in, SpanRun run, List<Branch> branches) {
    var first = branches.getFirst().pattern();
    first.torch.timer().begin(Part.ATTENTION);
    var mask =
        Torch.concat(
            owner, branches.stream().map(each -> each.pattern.mask(each.branch, layer)).toList());
    return first.script.call(
        owner,
        in.q(),
        in.k(),
        in.v(),
        run.first().first(),
        run.first().length(),
        run.count(),
        run.first().firstQuery(),
        run.first().wanted().count(),
        run.queryStride(),
        mask,
        run.first().wanted().first(),
        first.pattern.shape().blockSize());
  }

  /** Returns the mask [1, heads, blocks, blocks]: 0 where a block is kept, else -infinity. */
  private PtNDArray mask(int branch, int layer) {
    return masks.computeIfAbsent(new Layer(branch, layer), this::upload);
  }

  private PtNDArray upload(Layer layer) {
    int heads = pattern.shape().heads();
    int blocks = pattern.shape().blocks();
    var mask = new float[heads * blocks * blocks];
    Arrays.fill(mask, Float.NEGATIVE_INFINITY);
    for (int head = 0; head < heads; head++) {
      for (int query = 0; query < blocks; query++) {
        for (int key : pattern.kept(layer.branch(), layer.index(), head, query)) {
          mask[(head * blocks + query) * blocks + key] = 0;
        }
      }
    }
    return (PtNDArray) memory.create(mask, new Shape(1, heads, blocks, blocks));
  }

  @Override
  public int alignment(int rows) {
    return pattern.shape().blockSize();
  }

  @Override
  public void close() {
    memory.close();
  }
}
