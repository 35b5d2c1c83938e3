package io.sparsed.worker.proposal;

import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;

/** Samples through ATen operators, in fp64; each chunk waits for the device. */
final class PortableSampler implements Sampler {
  /** Logits of a chunk; a few copies in fp64 are held at a time. */
  private static final long CHUNK_LOGITS = 8L << 20;

  private final Torch torch;
  private final Script script;
  private final SamplingSettings settings;
  private final int vocabulary;
  private final int[] tokens;
  private final double[] confidences;
  private final float[] logits;

  PortableSampler(
      Torch torch, Script script, SamplingSettings settings, int count, int vocabulary) {
    this.torch = torch;
    this.script = script;
    this.settings = settings;
    this.vocabulary = vocabulary;
    this.tokens = new int[count];
    this.confidences = new double[count];
    this.logits = new float[settings.withLogits() ? count * vocabulary : 0];
  }

  @Override
  public int rowsAtOnce() {
    return Math.clamp(CHUNK_LOGITS / vocabulary, 1, Integer.MAX_VALUE);
  }

  @Override
  public void add(int from, PtNDArray rows, PtNDArray keys) {
    try (var scope = torch.manager().newSubManager()) {
      var drawn =
          script.callForList(
              scope,
              rows,
              keys,
              settings.sampling().code(),
              settings.sampling().temperature(),
              settings.filter().topP(),
              settings.filter().topK(),
              settings.confidence().code());
      long[] ids = drawn[0].toLongArray();
      for (int i = 0; i < ids.length; i++) {
        tokens[from + i] = Math.toIntExact(ids[i]);
      }
      System.arraycopy(drawn[1].toDoubleArray(), 0, confidences, from, ids.length);
      if (settings.withLogits()) {
        float[] values = torch.convert(scope, rows, ElementType.FLOAT32).toFloatArray();
        System.arraycopy(values, 0, logits, from * vocabulary, values.length);
      }
    }
  }

  @Override
  public Proposals finish() {
    return new Proposals(tokens, confidences, logits);
  }
}
