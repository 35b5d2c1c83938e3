package io.sparsed.worker.cuda;

import static io.sparsed.worker.tensor.Parameters.addresses;
import static io.sparsed.worker.tensor.Parameters.floats;
import static io.sparsed.worker.tensor.Parameters.ints;
import static io.sparsed.worker.tensor.Parameters.longs;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.sparsed.worker.tensor.CFunctions;
import io.sparsed.worker.tensor.Parameters;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Calls the kernels of attention in bf16 or fp8, dense or block-sparse; scores are multiplied by
 * 1/sqrt(headDim). Not thread-safe; no call waits for the stream.
 */
public final class AttentionKernel {
  private final CudaCalls calls;
  private final MethodHandle attention;
  private final MethodHandle fp8Workspace;
  private final MethodHandle fp8;
  private final MethodHandle fewRowsWorkspace;
  private final MethodHandle fewRows;
  private final HeadsArgument q = new HeadsArgument();
  private final HeadsArgument k = new HeadsArgument();
  private final HeadsArgument v = new HeadsArgument();
  private final HeadsArgument o = new HeadsArgument();
  private final FewRowsArgument fewRowsArgument = new FewRowsArgument();

  AttentionKernel(CudaCalls calls) {
    this.calls = calls;
    var library = calls.library();
    attention =
        library.function(
            "sparsed_block_sparse_attention",
            Parameters.of(HeadsArgument.layouts(4), longs(3), ints(6), floats(1), longs(1)));
    fp8Workspace =
        library.function(
            "sparsed_fp8_attention_workspace",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    fp8 =
        library.function(
            "sparsed_fp8_attention",
            Parameters.of(HeadsArgument.layouts(4), longs(2), ints(6), floats(1), longs(3)));
    fewRowsWorkspace =
        library.function(
            "sparsed_few_rows_attention_workspace",
            FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT));
    fewRows =
        library.function(
            "sparsed_few_rows_attention",
            Parameters.of(addresses(1), ints(4), floats(1), longs(3)));
  }

  /**
   * Calls {@code sparsed_few_rows_attention}.
   *
   * @param sequences sequences that do not depend on one another
   * @param workspace gives scratch memory of so many bytes
   */
  public void attendFew(
      List<FewRows> sequences, HeadCounts heads, LongFunction<Workspace> workspace, long stream) {
    var structs = fewRowsArgument.set(sequences);
    int count = sequences.size();
    long bytes =
        CFunctions.call(
            () ->
                (long)
                    fewRowsWorkspace.invokeExact(structs, count, heads.heads(), heads.headDim()));
    var memory = workspace.apply(bytes);
    calls.check(
        "attention of few rows",
        () ->
            (int)
                fewRows.invokeExact(
                    structs,
                    count,
                    heads.heads(),
                    heads.kvHeads(),
                    heads.headDim(),
                    heads.scale(),
                    memory.address(),
                    memory.bytes(),
                    stream));
  }

  /** Calls {@code sparsed_block_sparse_attention} without log-sum-exp. */
  public void attend(AttentionProblem problem, long stream) {
    var query = q.set(problem.query());
    var key = k.set(problem.key());
    var value = v.set(problem.value());
    var output = o.set(problem.output());
    var pattern = problem.pattern();
    var heads = problem.heads();
    calls.check(
        "block-sparse attention",
        () ->
            (int)
                attention.invokeExact(
                    query,
                    key,
                    value,
                    output,
                    0L,
                    pattern.address(),
                    pattern.wordsPerHead(),
                    heads.heads(),
                    heads.kvHeads(),
                    heads.headDim(),
                    problem.queryTokens(),
                    problem.keyTokens(),
                    pattern.blockSize(),
                    heads.scale(),
                    stream));
  }

  /**
   * Calls {@code sparsed_fp8_attention}.
   *
   * @param workspace gives scratch memory of so many bytes
   */
  public void attendFp8(AttentionProblem problem, LongFunction<Workspace> workspace, long stream) {
    var query = q.set(problem.query());
    var key = k.set(problem.key());
    var value = v.set(problem.value());
    var output = o.set(problem.output());
    var pattern = problem.pattern();
    var heads = problem.heads();
    int queries = problem.queryTokens();
    int keys = problem.keyTokens();
    long bytes =
        CFunctions.call(
            () -> (long) fp8Workspace.invokeExact(heads.heads(), heads.kvHeads(), queries, keys));
    var memory = workspace.apply(bytes);
    calls.check(
        "attention in fp8",
        () ->
            (int)
                fp8.invokeExact(
                    query,
                    key,
                    value,
                    output,
                    pattern.address(),
                    pattern.wordsPerHead(),
                    heads.heads(),
                    heads.kvHeads(),
                    heads.headDim(),
                    queries,
                    keys,
                    pattern.blockSize(),
                    heads.scale(),
                    memory.address(),
                    memory.bytes(),
                    stream));
  }
}
