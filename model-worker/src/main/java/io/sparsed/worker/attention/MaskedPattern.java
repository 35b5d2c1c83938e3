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
 * A pattern of a short canvas on a CPU: there it costs less to mask what is not kept than to gather
 * what is.
 */
final class MaskedPattern implements PreparedPattern {
  /** Tokens up to which this is so. */
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

  /** A branch of one of these patterns: what a sequence attends by. */
  record Branch(MaskedPattern pattern, int branch) {}

  static boolean serves(Torch torch, PatternShape shape) {
    return !torch.isGpu() && shape.canvasLength() <= MAX_LENGTH;
  }

  /** Whether sequences of both patterns can attend in one call. */
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
   * @param of each of them
   * @return [wanted rows, heads * headDim], one sequence after another
   */
  static PtNDArray attend(
      NDManager owner, int layer, HeadTensors in, SpanRun run, List<Branch> of) {
    var first = of.getFirst().pattern();
    first.torch.timer().begin(Part.ATTENTION);
    var mask =
        Torch.concat(owner, of.stream().map(b -> b.pattern().mask(b.branch(), layer)).toList());
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

  /** [1, heads, blocks, blocks]: 0 where a block is kept, else minus infinity. */
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
  public void close() {
    memory.close();
  }
}
