package io.sparsed.worker.attention;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.CudaException;
import io.sparsed.worker.cuda.HeadCounts;
import io.sparsed.worker.cuda.KeyValueHeads;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests the trial of kept keys and values, with formats that stand for kernels in fp8. */
class Fp8TrialTest {
  private static final HeadCounts HEADS = new HeadCounts(4, 2, 128);
  private static final KeyValuesShape SHAPE = new KeyValuesShape(1, 2, 128, ElementType.FLOAT32);

  private final Torch torch = Torch.open("cpu");
  private final Fp8Trial trial =
      new Fp8Trial(
          torch,
          torch.manager(),
          HeadTensors.normal(torch, torch.manager(), ElementType.FLOAT32, Fp8Trial.TOKENS, HEADS));

  @AfterEach
  void close() {
    torch.close();
  }

  @Test
  void tryKept_valuesRoundedAsInFp8_pass() {
    assertThatCode(() -> run(values -> round(values))).doesNotThrowAnyException();
  }

  @Test
  void tryKept_otherNumbers_areRefused() {
    assertRefused(values -> values.mul(0.5));
    assertRefused(values -> values.mul(Float.NaN));
  }

  @Test
  void tryKept_activeRowsNotWritten_areRefused() {
    var stale = new Changed(UnaryOperator.identity(), false);
    assertThatThrownBy(() -> run(stale))
        .isInstanceOf(CudaException.class)
        .hasMessageContaining("off by");
  }

  private void assertRefused(UnaryOperator<PtNDArray> kernel) {
    assertThatThrownBy(() -> run(kernel))
        .isInstanceOf(CudaException.class)
        .hasMessageContaining("off by");
  }

  /** Rounds to three bits of mantissa by adding and taking away what is so much larger. */
  private static PtNDArray round(PtNDArray values) {
    var large = values.mul(1 << 20);
    return values.add(large).sub(large);
  }

  private void run(UnaryOperator<PtNDArray> kernel) {
    run(new Changed(kernel, true));
  }

  private void run(KeptFormat tried) {
    try (var reuse = new PortableReuse(torch);
        var kernels = AttentionKernels.portable(torch);
        var memory = new KeyValuesMemory(torch, SHAPE, tried);
        var exact = new KeyValuesMemory(torch, SHAPE, new KeptAsComputed(torch));
        var pattern = kernels.prepare(trial.halfOfTheBlocks(64))) {
      trial.tryKept(reuse, new Attention.Dense(kernels), memory, exact);
      trial.tryKept(reuse, new Attention.Sparse(pattern, 0.5), memory, exact);
    }
  }

  /** Keeps keys as they are, and values as a function changes them. */
  private final class Changed implements KeptFormat {
    private final KeptFormat exact = new KeptAsComputed(torch);
    private final UnaryOperator<PtNDArray> change;
    private final boolean replaces;

    Changed(UnaryOperator<PtNDArray> change, boolean replaces) {
      this.change = change;
      this.replaces = replaces;
    }

    @Override
    public Layer allocate(NDManager memory, KeyValuesShape shape, int length) {
      var layer = exact.allocate(memory, shape, length);
      return new Layer() {
        @Override
        public void keep(NDManager owner, HeadTensors in, int first) {
          layer.keep(owner, in, first);
        }

        @Override
        public HeadTensors replace(NDManager owner, HeadTensors in, int first, RowRange rows) {
          var all = layer.replace(owner, in, replaces ? first : rows.first(), rows);
          return new HeadTensors(all.q(), all.k(), change.apply(all.v()));
        }

        @Override
        public KeyValueHeads heads(CudaDevice cuda) {
          throw new UnsupportedOperationException("there is no GPU");
        }
      };
    }

    @Override
    public void close() {
      exact.close();
    }
  }
}
