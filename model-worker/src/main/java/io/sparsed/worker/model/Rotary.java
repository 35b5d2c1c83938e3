package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The rotary tables of a model, as long as the longest sequence so far. */
final class Rotary implements AutoCloseable {
  private static final int FIRST_LENGTH = 1024;

  private final Torch torch;
  private final ModelSpec spec;
  private final Script tables;
  private final Script ofPositions;
  private PtNDArray held;

  Rotary(Torch torch, ModelSpec spec) {
    this.torch = torch;
    this.spec = spec;
    this.tables = torch.script("rope");
    this.ofPositions = torch.script("rope_of_positions");
    this.held = make(FIRST_LENGTH);
  }

  /**
   * The tables of some sequences' tokens, one after another; each sequence begins at position 0.
   *
   * @param owner the manager that closes the result
   * @return [2, all tokens or more, headDim]: cosines, then sines, in fp32
   */
  PtNDArray of(NDManager owner, int... lengths) {
    long longest = Arrays.stream(lengths).max().orElseThrow();
    if (longest > held.getShape().get(1)) {
      long longer = Math.max(longest, 2 * held.getShape().get(1));
      held.close();
      held = make(longer);
    }
    if (lengths.length == 1) {
      return held;
    }
    long[] positions =
        Arrays.stream(lengths).flatMap(n -> IntStream.range(0, n)).asLongStream().toArray();
    try (var uploaded = torch.upload(torch.manager(), positions)) {
      torch.timer().begin(Part.ELEMENTWISE);
      return ofPositions.call(owner, held, uploaded);
    }
  }

  private PtNDArray make(long length) {
    try (var onCpu = tables.call(torch.manager(), length, spec.headDim(), spec.ropeTheta())) {
      return torch.convert(torch.manager(), onCpu, ElementType.FLOAT32);
    }
  }

  @Override
  public void close() {
    held.close();
    tables.close();
    ofPositions.close();
  }
}
