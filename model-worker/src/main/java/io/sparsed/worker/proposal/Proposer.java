package io.sparsed.worker.proposal;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.model.Transformer;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;
import java.util.Arrays;

/**
 * Reduces hidden states to proposals: the language-model head, guidance and sampling for the asked
 * rows only, a bounded number of rows at a time. Owned by the device thread.
 */
public final class Proposer implements AutoCloseable {
  private final Torch torch;
  private final Kernels kernels;
  private final ModelSpec spec;
  private final Transformer transformer;
  private final Script guidance;
  private final Script proposal;

  public Proposer(Torch torch, Kernels kernels, ModelSpec spec, Transformer transformer) {
    this.torch = torch;
    this.kernels = kernels;
    this.spec = spec;
    this.transformer = transformer;
    this.guidance = torch.script("guidance");
    this.proposal = torch.script("proposal");
  }

  /** The rows of a canvas from which its wanted positions are predicted. */
  public RowRange rows(ProposalSpec wanted) {
    return RowRange.covering(Arrays.stream(wanted.positions()).map(spec.family()::rowOf).toArray());
  }

  /**
   * Uploads what a forward is asked for.
   *
   * @param owner the manager that closes it
   * @param canvases 2 are guided
   * @param step index of the denoising step, part of the noise's key
   */
  public Asked ask(NDManager owner, ProposalSpec wanted, int canvases, int step) {
    int[] positions = wanted.positions();
    var draw = draw(owner, wanted, canvases);
    int rowsAtOnce = draw.rowsAtOnce();
    var range = rows(wanted);
    var rows = new long[canvases * positions.length];
    int next = 0;
    for (int from = 0; from < positions.length; from += rowsAtOnce) {
      for (int canvas = 0; canvas < canvases; canvas++) {
        for (int i = from; i < Math.min(positions.length, from + rowsAtOnce); i++) {
          int row = spec.family().rowOf(positions[i]) - range.first();
          rows[next++] = (long) canvas * range.count() + row;
        }
      }
    }
    long[] keys =
        Arrays.stream(positions).mapToLong(p -> NoiseKey.of(wanted.seed(), step, p)).toArray();
    return new Asked(canvases, torch.upload(owner, rows), torch.upload(owner, keys), draw);
  }

  private Draw draw(NDManager owner, ProposalSpec wanted, int canvases) {
    return kernels instanceof Kernels.Cuda(var cuda)
            && CudaDraw.serves(wanted, canvases, spec.vocabulary())
        ? new CudaDraw(owner, cuda, wanted, spec.vocabulary())
        : new PortableDraw(torch, proposal, wanted, spec.vocabulary());
  }

  /**
   * Proposes a token for each position; waits for the device.
   *
   * @param hidden [canvases * rows, hidden], the rows that {@link #rows} names
   */
  public Proposals propose(PtNDArray hidden, Asked asked, double cfgScale) {
    torch.timer().begin(Part.PROPOSALS);
    var draw = asked.draw();
    for (int from = 0; from < asked.count(); from += draw.rowsAtOnce()) {
      int n = Math.min(draw.rowsAtOnce(), asked.count() - from);
      try (var scope = torch.manager().newSubManager()) {
        var keys = torch.rows(scope, asked.keys(), from, n);
        draw.add(from, logits(scope, hidden, asked, from, n, cfgScale), keys);
      }
    }
    return draw.finish();
  }

  /** Logits [n, vocabulary] of n positions. */
  private PtNDArray logits(
      NDManager scope, PtNDArray hidden, Asked asked, int from, int n, double cfgScale) {
    int canvases = asked.canvases();
    var rows = torch.rows(scope, asked.rows(), (long) from * canvases, (long) n * canvases);
    var logits = transformer.logits(scope, hidden, rows);
    return canvases == 1 ? logits : guidance.call(scope, logits, cfgScale);
  }

  @Override
  public void close() {
    guidance.close();
    proposal.close();
  }
}
