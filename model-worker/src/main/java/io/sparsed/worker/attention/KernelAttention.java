package io.sparsed.worker.attention;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.CudaDevice;
import io.sparsed.worker.cuda.FewRows;
import io.sparsed.worker.cuda.FewRows.PatternRows;
import io.sparsed.worker.cuda.HeadCounts;
import io.sparsed.worker.cuda.Heads;
import java.util.List;
import java.util.Optional;

/** Runs the attention kernel on the tensors of a sequence. */
final class KernelAttention {
  /** Most rows for which the keys are split over the device. */
  private static final int FEW_ROWS = 256;

  /** Keeps every key block; blocks of 128 are the fastest. */
  static final PatternRows EVERY_BLOCK = new PatternRows(0, 0, 128, 0);

  private KernelAttention() {}

  /** Returns true if so many rows may begin anywhere in their query block. */
  static boolean areFew(int rows) {
    return rows <= FEW_ROWS;
  }

  /** Returns true if our kernels serve heads of this size. */
  static boolean serves(int headDim) {
    return headDim == 64 || headDim == 128;
  }

  /** Attends with the wanted rows to every key. */
  static PtNDArray attendDense(CudaDevice cuda, NDManager owner, HeadTensors in, Span span) {
    return attend(cuda, owner, in, span, EVERY_BLOCK);
  }

  /**
   * Attends with the wanted rows.
   *
   * @param pattern of these rows. Unless the rows {@link #areFew}, the first begins a query block.
   * @return [wanted rows, heads * headDim]
   */
  static PtNDArray attend(
      CudaDevice cuda, NDManager owner, HeadTensors in, Span span, PatternRows pattern) {
    int rows = span.wanted().count();
    var counts = in.counts();
    var output = cuda.empty(owner, rows, (long) counts.heads() * counts.headDim());
    var q = cuda.heads(in.q()).from(span.firstQuery());
    var k = cuda.heads(in.k()).from(span.first());
    var v = cuda.heads(in.v()).from(span.first());
    var o = rows(cuda, output, counts);
    if (areFew(rows)) {
      var few = new FewRows(q, k, v, o, Optional.empty(), pattern, rows, span.length());
      attendFew(cuda, owner, List.of(few), counts);
    } else {
      cuda.kernels()
          .attention()
          .attend(q, k, v, o, counts, rows, span.length(), pattern, cuda.stream());
    }
    return output;
  }

  /** Attends with few rows of some sequences. */
  static void attendFew(
      CudaDevice cuda, NDManager owner, List<FewRows> sequences, HeadCounts counts) {
    cuda.kernels()
        .attention()
        .attendFew(
            sequences,
            counts,
            bytes -> cuda.memory(cuda.words(owner, Math.ceilDiv(bytes, Long.BYTES))),
            cuda.stream());
  }

  /** Returns a contiguous tensor [rows, heads * headDim] as the kernels' argument. */
  static Heads rows(CudaDevice cuda, PtNDArray tensor, HeadCounts counts) {
    return new Heads(
        cuda.address(tensor), (long) counts.heads() * counts.headDim(), counts.headDim());
  }
}
