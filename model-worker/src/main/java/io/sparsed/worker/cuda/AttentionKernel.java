package io.sparsed.worker.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.sparsed.worker.cuda.FewRows.PatternRows;
import io.sparsed.worker.tensor.CFunctions;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Calls the kernels of attention in bf16 or fp8, dense or block-sparse. Not thread-safe; no call
 * waits for the stream.
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
            HeadsArgument.LAYOUT,
            HeadsArgument.LAYOUT,
            HeadsArgument.LAYOUT,
            HeadsArgument.LAYOUT,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_FLOAT,
            JAVA_LONG);
    fp8Workspace =
        library.function(
            "sparsed_fp8_attention_workspace",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    fp8 =
        library.function(
            "sparsed_fp8_attention",
            HeadsArgument.LAYOUT,
            HeadsArgument.LAYOUT,
            HeadsArgument.LAYOUT,
            HeadsArgument.LAYOUT,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_FLOAT,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG);
    fewRowsWorkspace =
        library.function(
            "sparsed_few_rows_attention_workspace",
            FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT));
    fewRows =
        library.function(
            "sparsed_few_rows_attention",
            ADDRESS,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_FLOAT,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG);
  }

  /**
   * Calls {@code sparsed_few_rows_attention}; the scale is 1/sqrt(headDim).
   *
   * @param sequences sequences that do not depend on one another
   * @param workspace gives scratch memory of so many bytes
   */
  public void attendFew(
      List<FewRows> sequences,
      HeadCounts heads,
      LongFunction<DeviceMemory> workspace,
      long stream) {
    var structs = fewRowsArgument.set(sequences);
    int count = sequences.size();
    float scale = (float) (1 / Math.sqrt(heads.headDim()));
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
                    scale,
                    memory.address(),
                    memory.bytes(),
                    stream));
  }

  /**
   * Calls {@code sparsed_block_sparse_attention} without log-sum-exp; the scale is 1/sqrt(headDim).
   *
   * @param pattern of the query rows, of which the first begins a block
   */
  public void attend(
      Heads query,
      Heads key,
      Heads value,
      Heads output,
      HeadCounts heads,
      int queryTokens,
      int keyTokens,
      PatternRows pattern,
      long stream) {
    var qStruct = q.set(query);
    var kStruct = k.set(key);
    var vStruct = v.set(value);
    var oStruct = o.set(output);
    float scale = (float) (1 / Math.sqrt(heads.headDim()));
    calls.check(
        "block-sparse attention",
        () ->
            (int)
                attention.invokeExact(
                    qStruct,
                    kStruct,
                    vStruct,
                    oStruct,
                    0L,
                    pattern.address(),
                    pattern.wordsPerHead(),
                    heads.heads(),
                    heads.kvHeads(),
                    heads.headDim(),
                    queryTokens,
                    keyTokens,
                    pattern.blockSize(),
                    scale,
                    stream));
  }

  /**
   * Calls {@code sparsed_fp8_attention}; the scale is 1/sqrt(headDim).
   *
   * @param pattern of the query rows, of which the first begins a block
   * @param workspace gives scratch memory of so many bytes
   */
  public void attendFp8(
      Heads query,
      Heads key,
      Heads value,
      Heads output,
      HeadCounts heads,
      int queryTokens,
      int keyTokens,
      PatternRows pattern,
      LongFunction<DeviceMemory> workspace,
      long stream) {
    var qStruct = q.set(query);
    var kStruct = k.set(key);
    var vStruct = v.set(value);
    var oStruct = o.set(output);
    float scale = (float) (1 / Math.sqrt(heads.headDim()));
    long bytes =
        CFunctions.call(
            () ->
                (long)
                    fp8Workspace.invokeExact(
                        heads.heads(), heads.kvHeads(), queryTokens, keyTokens));
    var memory = workspace.apply(bytes);
    calls.check(
        "attention in fp8",
        () ->
            (int)
                fp8.invokeExact(
                    qStruct,
                    kStruct,
                    vStruct,
                    oStruct,
                    pattern.address(),
                    pattern.wordsPerHead(),
                    heads.heads(),
                    heads.kvHeads(),
                    heads.headDim(),
                    queryTokens,
                    keyTokens,
                    pattern.blockSize(),
                    scale,
                    memory.address(),
                    memory.bytes(),
                    stream));
  }
}
