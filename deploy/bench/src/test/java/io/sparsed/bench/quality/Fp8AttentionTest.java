package io.sparsed.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.scheduler.text.ChatTurn;
import io.sparsed.scheduler.text.TextCodec;
import io.sparsed.standalone.local.LocalTokenizer;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.worker.attention.Attention;
import io.sparsed.worker.attention.AttentionKernels;
import io.sparsed.worker.attention.BlockSelection;
import io.sparsed.worker.attention.HeadTensors;
import io.sparsed.worker.attention.KeyValues;
import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.attention.PatternShape;
import io.sparsed.worker.attention.ReuseAttention;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.attention.Span;
import io.sparsed.worker.checkpoint.Checkpoint;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.Layers;
import io.sparsed.worker.model.LinearLayers;
import io.sparsed.worker.model.Peers;
import io.sparsed.worker.model.Sequence;
import io.sparsed.worker.model.Transformer;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares the demo models in fp32 with themselves where attention alone is in bf16, or in fp8 as
 * the CUDA kernel computes it: on a CPU, because the kernel does not serve their heads.
 */
class Fp8AttentionTest {
  private static final String[] NUMBERS = {"fp32", "bf16", "fp8"};
  private static final int GENERATED = 32;
  private static final int BLOCK_SIZE = 32;

  private final DoubleSummaryStatistics[] errors = {statistics(), statistics(), statistics()};
  private final int[] same = new int[NUMBERS.length];
  private int rows;
  private int numbers; // of the attention that is used

  private static DoubleSummaryStatistics statistics() {
    return new DoubleSummaryStatistics();
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "demo-dream"})
  void propose_demoModel_mostlyAsInFp32(String model) throws Exception {
    try (var folder = ModelFolder.of(Optional.of(Path.of(model)));
        var codec = LocalTokenizer.open(folder.path()).orElseThrow();
        var checkpoint = Checkpoint.open(folder.path());
        var torch = Torch.open("cpu");
        var kernels = new Compared(torch);
        var transformer = transformer(torch, checkpoint)) {
      for (Task task : Tasks.of(Optional.empty()).first(Set.of(128), 1)) {
        compare(torch, transformer, kernels, checkpoint, canvas(codec, task, checkpoint));
      }
    }
    for (int i = 1; i < NUMBERS.length; i++) {
      System.out.printf(
          "%s, attention in %s: as fp32 in %d of %d rows; rows apart by %.2e, at most %.2e%n",
          model, NUMBERS[i], same[i], rows, errors[i].getAverage(), errors[i].getMax());
      assertThat((double) same[i] / rows).isGreaterThan(0.9);
    }
    assertThat(errors[2].getAverage()).isBetween(5 * errors[1].getAverage(), 8e-2);
  }

  private static int[] canvas(TextCodec codec, Task task, Checkpoint checkpoint) throws Exception {
    int[] prompt =
        codec.encodeChat(
            task.messages().stream()
                .map(m -> new ChatTurn(m.role().name().toLowerCase(Locale.ROOT), m.content()))
                .toList());
    int[] canvas = Arrays.copyOf(prompt, prompt.length + GENERATED);
    Arrays.fill(canvas, prompt.length, canvas.length, checkpoint.spec().maskToken().orElseThrow());
    return canvas;
  }

  private static Transformer transformer(Torch torch, Checkpoint checkpoint) {
    var none = new Kernels.Portable("compared");
    var spec = checkpoint.spec();
    var weights = checkpoint.weights(torch, ElementType.FLOAT32);
    var layers = Layers.load(torch, none, spec, weights, new LinearLayers.Full());
    var reuse = ReuseAttention.of(torch, none, spec.headDim());
    return new Transformer(torch, spec, weights, layers, reuse, Peers.NONE);
  }

  /** Compares a canvas where all is masked, dense and then with the pattern of it. */
  private void compare(
      Torch torch, Transformer transformer, Compared kernels, Checkpoint checkpoint, int[] canvas) {
    var spec = checkpoint.spec();
    var shape = new PatternShape(1, spec.layers(), spec.heads(), BLOCK_SIZE, canvas.length);
    var chosen = BlockSelection.of(canvas.length, canvas.length - GENERATED, BLOCK_SIZE, 0.3);
    Pattern pattern;
    try (var selection = kernels.select(shape, chosen, 1 / Math.sqrt(spec.headDim()))) {
      proposed(torch, transformer, canvas, new Attention.DenseAndSelect(kernels, selection), 0);
      pattern = selection.finish();
    }
    try (var prepared = kernels.prepare(pattern)) {
      for (var attention :
          List.of(
              new Attention.Dense(kernels), new Attention.Sparse(prepared, pattern.keptShare()))) {
        long[] exact = proposed(torch, transformer, canvas, attention, 0);
        rows += exact.length;
        for (int i = 1; i < NUMBERS.length; i++) {
          long[] found = proposed(torch, transformer, canvas, attention, i);
          same[i] += (int) IntStream.range(0, GENERATED).filter(j -> found[j] == exact[j]).count();
        }
      }
    }
  }

  private long[] proposed(
      Torch torch, Transformer transformer, int[] canvas, Attention attention, int numbers) {
    this.numbers = numbers;
    var sequence =
        new Sequence(
            canvas,
            RowRange.all(canvas.length),
            new RowRange(canvas.length - GENERATED, GENERATED),
            attention,
            0,
            new KeyValues.OfPass());
    try (var scope = torch.manager().newSubManager()) {
      var hidden = transformer.forward(scope, List.of(sequence), Cancellation.NEVER);
      var every = torch.upload(scope, LongStream.range(0, GENERATED).toArray());
      return transformer.logits(scope, hidden, every).argMax(1).toLongArray();
    }
  }

  /** Attention in all the numbers at once; one of them is the result. */
  private final class Compared implements AttentionKernels {
    private final AttentionKernels portable;
    private final Script script;

    Compared(Torch torch) {
      portable = AttentionKernels.portable(torch);
      script = torch.script("compared_attention");
    }

    @Override
    public PtNDArray dense(NDManager owner, HeadTensors in, Span span) {
      return attend(owner, in, span, owner.zeros(new Shape(1, 1, 1)), span.length());
    }

    private PtNDArray attend(
        NDManager owner, HeadTensors in, Span span, Object mask, int blockSize) {
      var found =
          script.callForList(
              owner,
              in.q(),
              in.k(),
              in.v(),
              span.first(),
              span.length(),
              span.firstQuery(),
              span.wanted().count(),
              mask,
              span.wanted().first(),
              blockSize);
      float[] shares = found[NUMBERS.length].toFloatArray();
      for (int i = 0; i < shares.length; i++) {
        errors[i / (shares.length / NUMBERS.length)].accept(shares[i]);
      }
      return found[numbers];
    }

    @Override
    public PatternSelection select(PatternShape shape, BlockSelection selection, double scale) {
      return portable.select(shape, selection, scale);
    }

    @Override
    public PreparedPattern prepare(Pattern pattern) {
      return new PreparedPattern() {
        @Override
        public PtNDArray sparse(NDManager owner, int branch, int layer, HeadTensors in, Span span) {
          int blocks = pattern.shape().blocks();
          float[] mask = new float[pattern.shape().heads() * blocks * blocks];
          Arrays.fill(mask, Float.NEGATIVE_INFINITY);
          for (int row = 0; row < mask.length / blocks; row++) {
            for (int key : pattern.kept(branch, layer, row / blocks, row % blocks)) {
              mask[row * blocks + key] = 0;
            }
          }
          var shape = new Shape(pattern.shape().heads(), blocks, blocks);
          return attend(owner, in, span, owner.create(mask, shape), BLOCK_SIZE);
        }

        @Override
        public int alignment(int rows) {
          return 1;
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void close() {
      portable.close();
      script.close();
    }
  }
}
