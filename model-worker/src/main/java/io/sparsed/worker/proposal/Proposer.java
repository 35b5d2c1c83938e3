package io.sparsed.worker.proposal;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.model.Transformer;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import java.util.Arrays;

/**
 * Reduces hidden states to proposals: the language-model head, guidance and sampling for the asked
 * rows only, a bounded number of rows at a time. Owned by the device thread.
 */
public final class Proposer implements AutoCloseable {
  /** Logits held at a time, in fp64 a few copies of this many. */
  private static final long CHUNK_LOGITS = 8L << 20;

  private final Torch torch;
  private final ModelSpec spec;
  private final Transformer transformer;
  private final Script guidance;
  private final Script proposal;

  public Proposer(Torch torch, ModelSpec spec, Transformer transformer) {
    this.torch = torch;
    this.spec = spec;
    this.transformer = transformer;
    this.guidance = torch.script("guidance");
    this.proposal = torch.script("proposal");
  }

  /**
   * Proposes a token for each wanted position.
   *
   * @param hidden [canvases, length, hidden]; two canvases are guided
   * @param step index of the denoising step, part of the noise's key
   */
  public Proposals propose(PtNDArray hidden, ProposalSpec wanted, int step, double cfgScale) {
    int[] positions = wanted.positions();
    var tokens = new int[positions.length];
    var confidences = new double[positions.length];
    var logits = new float[wanted.withLogits() ? positions.length * spec.vocabulary() : 0];
    int atOnce = Math.clamp(CHUNK_LOGITS / spec.vocabulary(), 1, Integer.MAX_VALUE);
    for (int from = 0; from < positions.length; from += atOnce) {
      int[] some = Arrays.copyOfRange(positions, from, Math.min(positions.length, from + atOnce));
      try (var scope = torch.manager().newSubManager()) {
        var rows = guided(scope, hidden, cfgScale, some);
        var result = draw(scope, rows, wanted, step, some);
        long[] drawn = result[0].toLongArray();
        System.arraycopy(result[1].toDoubleArray(), 0, confidences, from, some.length);
        for (int i = 0; i < some.length; i++) {
          tokens[from + i] = Math.toIntExact(drawn[i]);
        }
        if (wanted.withLogits()) {
          float[] values = rows.toFloatArray();
          System.arraycopy(values, 0, logits, from * spec.vocabulary(), values.length);
        }
      }
    }
    return new Proposals(tokens, confidences, logits);
  }

  /** Logits [positions, vocabulary]. */
  private PtNDArray guided(NDManager scope, PtNDArray hidden, double cfgScale, int... positions) {
    long[] rows = Arrays.stream(positions).mapToLong(spec.family()::rowOf).toArray();
    var logits = transformer.logits(scope, hidden, rows);
    return hidden.getShape().get(0) == 1
        ? logits.squeeze(0)
        : guidance.call(scope, logits, cfgScale);
  }

  private PtNDArray[] draw(
      NDManager scope, PtNDArray logits, ProposalSpec wanted, int step, int... positions) {
    long[] keys =
        Arrays.stream(positions).mapToLong(p -> NoiseKey.of(wanted.seed(), step, p)).toArray();
    var keyTensor = (PtNDArray) scope.create(keys, new Shape(keys.length));
    int confidence = wanted.confidence().code();
    return switch (wanted.sampling()) {
      case Sampling.Greedy() ->
          proposal.callForList(scope, logits, keyTensor, 0, 0.0, 1.0, 0, confidence);
      case Sampling.Gumbel(double temperature) ->
          proposal.callForList(scope, logits, keyTensor, 1, temperature, 1.0, 0, confidence);
      case Sampling.Categorical(double temperature, double topP, int topK) ->
          proposal.callForList(scope, logits, keyTensor, 2, temperature, topP, topK, confidence);
    };
  }

  @Override
  public void close() {
    guidance.close();
    proposal.close();
  }
}
