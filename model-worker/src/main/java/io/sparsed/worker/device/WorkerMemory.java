package io.sparsed.worker.device;

import io.sparsed.worker.attention.AttentionPrecision;
import io.sparsed.worker.attention.PatternShape;
import io.sparsed.worker.cuda.HeadCounts;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Recorder;
import java.util.Locale;

/**
 * A WorkerMemory estimates the memory that a worker takes, in bytes: on CPUs that of its process,
 * on GPUs that of each.
 *
 * @param tokens longest canvas, or tokens of the greatest pass
 * @param weights weights in the type that the model computes in
 * @param pass greatest pass: activations, scratch and logits; libtorch's cache keeps as much on a
 *     GPU
 * @param pattern sparse pattern of one request
 * @param runtime Java, libtorch and, on a GPU, CUDA and what recordings of reuse steps share
 */
public record WorkerMemory(int tokens, long weights, long pass, long pattern, long runtime) {
  private static final long CPU_RUNTIME = 350L << 20;
  private static final long GPU_RUNTIME = (1L << 30) + Recorder.MEMORY_BYTES;
  private static final int BLOCK_SIZE = 128;

  /** Indices by which a CPU gathers key blocks, for each byte of a pattern that keeps a third. */
  private static final int GATHERED = 20;

  /** Most logits of one sampling, and the bytes of all that is computed from one of them. */
  private static final long CPU_LOGITS = 8L << 20;

  private static final int CPU_LOGIT_BYTES = 32;
  private static final long GPU_LOGITS = 128L << 20;
  private static final int GPU_LOGIT_BYTES = 4;

  private static final double MEBIBYTE = 1 << 20;

  /**
   * Returns the memory on a CPU, as one device or several.
   *
   * @param type type that the model computes in
   */
  public static WorkerMemory onCpu(
      ModelSpec spec, long weights, ElementType type, int tokens, int devices) {
    long logits = Math.min((long) tokens * spec.vocabulary(), CPU_LOGITS) * CPU_LOGIT_BYTES;
    long pattern = (GATHERED + 1) * patternBytes(spec, tokens);
    long pass = activations(spec, type, tokens) + devices * logits;
    return new WorkerMemory(tokens, devices * weights, pass, pattern, CPU_RUNTIME);
  }

  /**
   * Returns the memory on each of the GPUs that compute a pass together: each has all weights, its
   * part of the rows and heads, and all logits.
   *
   * @param type type that the model computes in
   * @param attention precision of attention, which in fp8 takes scratch memory
   */
  public static WorkerMemory onGpu(
      ModelSpec spec,
      long weights,
      ElementType type,
      AttentionPrecision attention,
      int tokens,
      int devices) {
    long logits = Math.min((long) tokens * spec.vocabulary(), GPU_LOGITS) * GPU_LOGIT_BYTES;
    var heads = new HeadCounts(spec.heads() / devices, spec.kvHeads() / devices, spec.headDim());
    long scratch = attention.scratchBytes(heads, tokens);
    long pass = activations(spec, type, tokens) / devices + scratch + logits;
    long pattern = patternBytes(spec, tokens) / devices;
    return new WorkerMemory(tokens, weights, pass, pattern, GPU_RUNTIME);
  }

  /** Returns the bytes of residual, norms, projections, rotation and feed-forward of a layer. */
  private static long activations(ModelSpec spec, ElementType type, int tokens) {
    long queryWidth = (long) spec.heads() * spec.headDim();
    long keyWidth = (long) spec.kvHeads() * spec.headDim();
    long elements = 4L * spec.hidden() + 3L * spec.intermediate() + 6 * queryWidth + 4 * keyWidth;
    return tokens * elements * type.bytes();
  }

  private static long patternBytes(ModelSpec spec, int tokens) {
    return new PatternShape(1, spec.layers(), spec.heads(), BLOCK_SIZE, tokens).bytes();
  }

  /** Returns the sum. */
  public long total() {
    return weights + pass + pattern + runtime;
  }

  /** Returns the sum and its parts for an operator. */
  public String description() {
    return String.format(
        Locale.ROOT,
        "about %,.0f MiB at %,d tokens: weights %,.0f, a pass %,.0f, a request's pattern %,.1f, runtime %,.0f",
        total() / MEBIBYTE,
        tokens,
        weights / MEBIBYTE,
        pass / MEBIBYTE,
        pattern / MEBIBYTE,
        runtime / MEBIBYTE);
  }
}
