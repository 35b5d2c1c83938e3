package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;
import java.util.List;
import java.util.stream.LongStream;

/** The Rotary holds the rotary tables of a model, as long as the longest sequence so far. */
final class Rotary implements AutoCloseable {
  private static final int FIRST_LENGTH = 1024;

  private final Torch torch;
  private final ModelSpec spec;
  private final ElementType type;
  private final Script makeTables;
  private final Script ropeOfPositions;
  private PtNDArray held;

  /**
   * Makes the first tables.
   *
   * @param type type that the model computes in
   */
  Rotary(Torch torch, ModelSpec spec, ElementType type) {
    this.torch = torch;
    this.spec = spec;
    this.type = spec.rotary().isRounded() ? type : ElementType.FLOAT32;
    this.makeTables = torch.script("rope");
    this.ropeOfPositions = torch.script("rope_of_positions");
    this.held = make(FIRST_LENGTH);
  }

  /**
   * Returns the tables of rows of some sequences, one sequence after another.
   *
   * @param owner the manager that closes the result
   * @param rows rows of each sequence, at least one sequence
   * @return [2, all tokens or more, headDim]: cosines, then sines, in fp32
   */
  PtNDArray tables(NDManager owner, List<RowRange> rows) {
    long longest = rows.stream().mapToInt(RowRange::end).max().orElseThrow();
    if (longest > held.getShape().get(1)) {
      long longer = Math.max(longest, 2 * held.getShape().get(1));
      held.close();
      held = make(longer);
    }
    if (rows.size() == 1 && rows.getFirst().first() == 0) {
      return held;
    }
    try (var uploaded = torch.upload(torch.manager(), positions(rows))) {
      torch.timer().begin(Part.ELEMENTWISE);
      return ropeOfPositions.call(owner, held, uploaded);
    }
  }

  private static long[] positions(List<RowRange> rows) {
    return rows.stream()
        .flatMapToLong(each -> LongStream.range(each.first(), each.end()))
        .toArray();
  }

  private PtNDArray make(long length) {
    var rotary = spec.rotary();
    try (var onCpu =
        makeTables.call(
            torch.manager(),
            length,
            spec.headDim(),
            rotary.dimensions(),
            rotary.theta(),
            type.torchCode())) {
      return torch.convert(torch.manager(), onCpu, ElementType.FLOAT32);
    }
  }

  @Override
  public void close() {
    held.close();
    makeTables.close();
    ropeOfPositions.close();
  }
}
