package io.sparsed.worker.proposal;

import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;

/** Draws through ATen operators, in fp64; each chunk waits for the device. */
final class PortableDraw implements Draw {
  private final Torch torch;
  private final Script script;
  private final ProposalSpec wanted;
  private final int vocabulary;
  private final int[] tokens;
  private final double[] confidences;
  private final float[] logits;

  PortableDraw(Torch torch, Script script, Asked asked, int vocabulary) {
    this.torch = torch;
    this.script = script;
    this.wanted = asked.wanted();
    this.vocabulary = vocabulary;
    this.tokens = new int[asked.count()];
    this.confidences = new double[asked.count()];
    this.logits = new float[wanted.withLogits() ? asked.count() * vocabulary : 0];
  }

  @Override
  public void add(int from, PtNDArray rows, PtNDArray keys) {
    try (var scope = torch.manager().newSubManager()) {
      int confidence = wanted.confidence().code();
      var drawn =
          switch (wanted.sampling()) {
            case Sampling.Greedy() ->
                script.callForList(scope, rows, keys, 0, 0.0, 1.0, 0, confidence);
            case Sampling.Gumbel(double temperature) ->
                script.callForList(scope, rows, keys, 1, temperature, 1.0, 0, confidence);
            case Sampling.Categorical(double temperature, double topP, int topK) ->
                script.callForList(scope, rows, keys, 2, temperature, topP, topK, confidence);
          };
      long[] ids = drawn[0].toLongArray();
      for (int i = 0; i < ids.length; i++) {
        tokens[from + i] = Math.toIntExact(ids[i]);
      }
      System.arraycopy(drawn[1].toDoubleArray(), 0, confidences, from, ids.length);
      if (wanted.withLogits()) {
        float[] values = torch.convert(scope, rows, ElementType.FLOAT32).toFloatArray();
        System.arraycopy(values, 0, logits, from * vocabulary, values.length);
      }
    }
  }

  @Override
  public Proposals finish() {
    return new Proposals(tokens, confidences, logits);
  }

  @Override
  public void close() {
    // everything is on the host
  }
}
