package io.sparsed.worker.attention;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests that sequences that attend in one call get what each gets alone, to the last bit. */
class PassAttentionTest {
  private static final int HEADS = 4;
  private static final int LENGTH = 100;

  private final List<SpanRun> calls = new ArrayList<>();
  private Torch torch;
  private AttentionKernels kernels;
  private NDManager scope;

  @BeforeEach
  void open() {
    torch = Torch.open("cpu");
    kernels = counted(AttentionKernels.portable(torch));
    scope = torch.manager().newSubManager();
  }

  @AfterEach
  void close() {
    scope.close();
    kernels.close();
    torch.close();
  }

  @Test
  void attend_denseOfEqualLength_oneCallExactlyAsAlone() {
    var attentions = repeated(new Attention.Dense(kernels), 5);
    assertAsAlone(attentions, spans(RowRange.all(LENGTH), 5));
    assertThat(calls.getFirst().count()).isEqualTo(5);
  }

  @Test
  void attend_someRowsWanted_exactlyAsAlone() {
    assertAsAlone(repeated(new Attention.Dense(kernels), 3), spans(new RowRange(0, 37), 3));
    assertThat(calls.getFirst().count()).isEqualTo(3);
  }

  @Test
  void attend_queriesOfWantedRowsOnly_oneCallExactlyAsAlone() {
    var wanted = new RowRange(0, 37);
    var spans =
        IntStream.range(0, 3).mapToObj(i -> new Span(i * LENGTH, LENGTH, wanted, i * 37)).toList();
    assertAsAlone(repeated(new Attention.Dense(kernels), 3), spans);
    assertThat(calls.getFirst().count()).isEqualTo(3);
  }

  @Test
  void attend_otherLengthOrRows_callOfItsOwn() {
    var spans =
        List.of(
            new Span(0, 50, RowRange.all(50)),
            new Span(50, 50, RowRange.all(50)),
            new Span(100, 50, new RowRange(0, 20)),
            new Span(150, 70, RowRange.all(70)),
            new Span(220, 70, RowRange.all(70)));
    assertAsAlone(repeated(new Attention.Dense(kernels), 5), spans);
    assertThat(calls.subList(0, 3)).extracting(SpanRun::count).containsExactly(2, 1, 2);
  }

  @Test
  void attend_patternsOfOwn_exactlyAsAlone() {
    var random = new Random(1);
    var attentions = new ArrayList<Attention>();
    for (int i = 0; i < 4; i++) {
      var shape = new PatternShape(2, 1, HEADS, 16, LENGTH);
      var pattern = SparseAttentionTest.randomPattern(random, shape);
      attentions.add(new Attention.Sparse(kernels.prepare(pattern), 0.5));
    }
    attentions.add(new Attention.Dense(kernels));
    var other =
        SparseAttentionTest.randomPattern(random, new PatternShape(1, 1, HEADS, 32, LENGTH));
    attentions.add(new Attention.Sparse(kernels.prepare(other), 0.5));
    assertAsAlone(attentions, spans(RowRange.all(LENGTH), 6));
  }

  private void assertAsAlone(List<Attention> attentions, List<Span> spans) {
    int tokens = spans.stream().mapToInt(Span::length).sum();
    var in = new HeadTensors(normal(tokens, HEADS), normal(tokens, 2), normal(tokens, 2));
    var pass = new PassAttention();
    var alone = new ArrayList<PassAttention>();
    for (int i = 0; i < spans.size(); i++) {
      int branch = attentions.get(i) instanceof Attention.Sparse && i < 4 ? i % 2 : 0;
      pass.add(attentions.get(i), branch, spans.get(i));
      alone.add(new PassAttention());
      alone.getLast().add(attentions.get(i), branch, spans.get(i));
    }
    var together = pass.attend(scope, 0, in);
    var apart = alone.stream().map(one -> one.attend(scope, 0, in)).toList();
    assertThat(together.toFloatArray()).isEqualTo(Torch.concat(scope, apart).toFloatArray());
  }

  private PtNDArray normal(long tokens, long heads) {
    return (PtNDArray) scope.randomNormal(new Shape(tokens, heads, 16));
  }

  private static List<Attention> repeated(Attention attention, int times) {
    return IntStream.range(0, times).mapToObj(_ -> attention).toList();
  }

  private static List<Span> spans(RowRange wanted, int count) {
    return IntStream.range(0, count).mapToObj(i -> new Span(i * LENGTH, LENGTH, wanted)).toList();
  }

  /** The kernels, with their dense calls written down. */
  private AttentionKernels counted(AttentionKernels real) {
    return new AttentionKernels() {
      @Override
      public PtNDArray dense(NDManager owner, HeadTensors in, Span span) {
        return real.dense(owner, in, span);
      }

      @Override
      public PtNDArray dense(NDManager owner, HeadTensors in, SpanRun run) {
        calls.add(run);
        return real.dense(owner, in, run);
      }

      @Override
      public PatternSelection select(PatternShape shape, BlockSelection chosen, double scale) {
        return real.select(shape, chosen, scale);
      }

      @Override
      public PreparedPattern prepare(Pattern pattern) {
        return real.prepare(pattern);
      }

      @Override
      public void close() {
        real.close();
      }
    };
  }
}
