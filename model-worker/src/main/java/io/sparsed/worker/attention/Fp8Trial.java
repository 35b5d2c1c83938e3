package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.CudaException;
import io.sparsed.worker.cuda.HeadCounts;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An Fp8Trial computes attention in fp8 on a small canvas of random numbers, and compares it with
 * attention in the type that the model computes in: so a kernel that a device refuses, or computes
 * wrongly, is known before a request meets it.
 *
 * @param scope owner of the results
 * @param in queries, keys and values of the canvas
 */
record Fp8Trial(Torch torch, NDManager scope, HeadTensors in) {
  /** Tokens of the canvas. */
  static final int TOKENS = 512;

  /** Few rows that reuse the keys and values of the others. */
  private static final RowRange ACTIVE = new RowRange(300, 200);

  /** Distance from the exact results, as a share of their norm: that of fp8 is far below. */
  private static final double TOLERANCE = 0.25;

  /**
   * Tries every kernel of attention in fp8.
   *
   * @throws CudaException if one does not serve heads of this number and size
   */
  static void run(Torch torch, CudaDevice cuda, HeadCounts heads) {
    try (var scope = torch.manager().newSubManager()) {
      var in = HeadTensors.normal(torch, scope, ElementType.BFLOAT16, TOKENS, heads);
      var trial = new Fp8Trial(torch, scope, in);
      trial.tryManyRows(cuda);
      trial.tryKept(cuda);
    }
  }

  private void tryManyRows(CudaDevice cuda) {
    var fp8 = new KernelAttention(cuda, new AttentionPrecision.InFp8());
    var exact = new KernelAttention(cuda, new AttentionPrecision.Full());
    var span = new Span(0, TOKENS, RowRange.all(TOKENS));
    requireNear(
        "dense attention in fp8",
        fp8.attendDense(scope, in, span),
        exact.attendDense(scope, in, span));
    var pattern = halfOfTheBlocks(KernelAttention.FP8_BLOCK);
    try (var inFp8 = new CudaPattern(torch, fp8, pattern);
        var asExact = new CudaPattern(torch, exact, pattern)) {
      requireNear(
          "sparse attention in fp8",
          inFp8.sparse(scope, 0, 0, in, span),
          asExact.sparse(scope, 0, 0, in, span));
    }
  }

  private void tryKept(CudaDevice cuda) {
    var kernels = new Kernels.Cuda(cuda);
    var heads = in.counts();
    var shape = new KeyValuesShape(1, heads.kvHeads(), heads.headDim(), ElementType.BFLOAT16);
    var exactRows = new KernelAttention(cuda, new AttentionPrecision.Full());
    try (var reuse = ReuseAttention.of(torch, kernels, heads.headDim());
        var portable = AttentionKernels.portable(torch);
        var fp8 = KeyValuesMemory.of(torch, kernels, shape, new AttentionPrecision.InFp8());
        var exact = KeyValuesMemory.of(torch, kernels, shape, new AttentionPrecision.Full())) {
      tryKept(reuse, new Attention.Dense(portable), fp8, exact);
      for (int size = PatternShape.MIN_BLOCK_SIZE; size <= KernelAttention.FP8_BLOCK; size *= 2) {
        try (var pattern = new CudaPattern(torch, exactRows, halfOfTheBlocks(size))) {
          tryKept(reuse, new Attention.Sparse(pattern, 0.5), fp8, exact);
        }
      }
    }
  }

  /**
   * Compares reuse of two memories' keys and values, to which the active rows write others first.
   *
   * @throws CudaException if the results are not near each other
   */
  void tryKept(
      ReuseAttention reuse, Attention attention, KeyValuesMemory tried, KeyValuesMemory exact) {
    requireNear(
        "attention to keys and values in fp8",
        reused(reuse, attention, tried),
        reused(reuse, attention, exact));
  }

  private PtNDArray reused(ReuseAttention reuse, Attention attention, KeyValuesMemory memory) {
    try (var kept = memory.allocate(TOKENS, ACTIVE)) {
      kept.keep(scope, 0, in, 0);
      var rows = new ActiveRows(kept, attention, 0, 0, 0); // the first rows of the canvas
      return reuse.attend(scope, 0, in, List.of(rows), 0);
    }
  }

  /** Returns a pattern in which every query block keeps every other key block. */
  Pattern halfOfTheBlocks(int blockSize) {
    var shape = new PatternShape(1, 1, in.counts().heads(), blockSize, TOKENS);
    return Pattern.ofRows(
        shape,
        (_, _, head, query) ->
            IntStream.range(0, shape.blocks()).filter(key -> (head + query + key) % 2 == 0));
  }

  private void requireNear(String work, PtNDArray found, PtNDArray exact) {
    float[] numbers = numbers(found);
    float[] expected = numbers(exact);
    double error = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      error += Math.pow(numbers[i] - expected[i], 2);
      size += Math.pow(expected[i], 2);
    }
    double share = Math.sqrt(error / size);
    if (!(share <= TOLERANCE)) { // nor is NaN near
      throw new CudaException(work, 0, "its numbers are off by %.2f of theirs".formatted(share));
    }
  }

  private float[] numbers(PtNDArray tensor) {
    return torch.convert(scope, tensor, ElementType.FLOAT32).toFloatArray();
  }
}
