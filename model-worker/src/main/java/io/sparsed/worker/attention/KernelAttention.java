package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.AttentionProblem;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.FewRows;
import io.sparsed.worker.cuda.FewRows.PatternRows;
import io.sparsed.worker.cuda.HeadCounts;
import io.sparsed.worker.cuda.Heads;
import io.sparsed.worker.cuda.KeyValueHeads;
import io.sparsed.worker.cuda.Workspace;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Runs the attention kernels of a device on the tensors of a sequence.
 *
 * @param precision precision of many rows; few are in bf16
 */
record KernelAttention(CudaDevice cuda, AttentionPrecision precision) {
  /** Most rows for which the keys are split over the device. */
  private static final int FEW_ROWS = 256;

  /** The dimensions of a head that the kernel in fp8 serves. */
  static final int FP8_HEAD_DIM = 128;

  /** The tokens of a block that the kernel in fp8 serves. */
  static final int FP8_BLOCK = 128;

  /**
   * The tokens of which the kernel in fp8 gathers each channel's sum, least and greatest number.
   */
  private static final int FP8_CHUNK = 1024;

  /** Keeps every key block; blocks of 128 are the fastest. */
  static final PatternRows EVERY_BLOCK = new PatternRows(0, 0, 128, 0);

  /** Returns true if so many rows may begin anywhere in their query block. */
  static boolean areFew(int rows) {
    return rows <= FEW_ROWS;
  }

  /** Returns true if our kernels serve heads of this size. */
  static boolean serves(int headDim) {
    return headDim == 64 || headDim == 128;
  }

  /** Attends with the wanted rows to every key. */
  PtNDArray attendDense(NDManager owner, HeadTensors in, Span span) {
    return attend(owner, in, span, EVERY_BLOCK);
  }

  /**
   * Attends with the wanted rows.
   *
   * @param pattern of these rows. Unless the rows {@link #areFew}, the first begins a query block.
   * @return [wanted rows, heads * headDim]
   */
  PtNDArray attend(NDManager owner, HeadTensors in, Span span, PatternRows pattern) {
    int rows = span.wanted().count();
    var counts = in.counts();
    var output = cuda.empty(owner, rows, (long) counts.heads() * counts.headDim());
    var q = cuda.heads(in.q()).from(span.firstQuery());
    var k = cuda.heads(in.k()).from(span.first());
    var v = cuda.heads(in.v()).from(span.first());
    var o = rows(cuda, output, counts);
    var problem = new AttentionProblem(q, k, v, o, counts, rows, span.length(), pattern);
    if (areFew(rows)) {
      var few =
          new FewRows(
              q, new KeyValueHeads(k, v), o, Optional.empty(), pattern, rows, span.length());
      attendFew(cuda, owner, List.of(few), counts);
    } else if (isInFp8(counts, pattern)) {
      // the operands in fp8 are large, and done with once the kernel is queued
      try (var scratch = owner.newSubManager()) {
        cuda.kernels().attention().attendFp8(problem, workspace(cuda, scratch), cuda.stream());
      }
    } else {
      cuda.kernels().attention().attend(problem, cuda.stream());
    }
    return output;
  }

  /** Returns the bytes of queries, keys and values in fp8, and of what their factors come from. */
  static long fp8OperandBytes(HeadCounts counts, int tokens) {
    long tensors = counts.heads() + 2L * counts.kvHeads();
    long numbers = (long) Math.ceilDiv(tokens, FP8_BLOCK) * FP8_BLOCK;
    long extremes = 3L * Math.ceilDiv(tokens, FP8_CHUNK);
    return tensors * FP8_HEAD_DIM * (numbers + extremes * Float.BYTES);
  }

  private boolean isInFp8(HeadCounts counts, PatternRows pattern) {
    return precision instanceof AttentionPrecision.InFp8
        && counts.headDim() == FP8_HEAD_DIM
        && pattern.blockSize() == FP8_BLOCK;
  }

  private static LongFunction<Workspace> workspace(CudaDevice cuda, NDManager owner) {
    return bytes -> cuda.workspace(cuda.words(owner, Math.ceilDiv(bytes, Long.BYTES)));
  }

  /** Attends with few rows of some sequences. */
  static void attendFew(
      CudaDevice cuda, NDManager owner, List<FewRows> sequences, HeadCounts counts) {
    cuda.kernels().attention().attendFew(sequences, counts, workspace(cuda, owner), cuda.stream());
  }

  /** Returns a contiguous tensor [rows, heads * headDim] as the kernels' argument. */
  static Heads rows(CudaDevice cuda, PtNDArray tensor, HeadCounts counts) {
    return new Heads(
        cuda.address(tensor), (long) counts.heads() * counts.headDim(), counts.headDim());
  }
}
