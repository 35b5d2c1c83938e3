package io.sparsed.worker.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.sparsed.worker.tensor.CFunctions;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/**
 * Calls the kernels of attention in bf16, dense or block-sparse. Not thread-safe; no call waits for
 * the stream.
 */
public final class AttentionKernel {
  private final CudaCalls calls;
  private final MethodHandle attention;
  private final MethodHandle fewRowsWorkspace;
  private final MethodHandle fewRows;
  private final HeadsArgument q = new HeadsArgument();
  private final HeadsArgument k = new HeadsArgument();
  private final HeadsArgument v = new HeadsArgument();
  private final HeadsArgument o = new HeadsArgument();

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
    fewRowsWorkspace =
        library.function(
            "sparsed_few_rows_attention_workspace",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    fewRows =
        library.function(
            "sparsed_few_rows_attention",
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
            JAVA_INT,
            JAVA_FLOAT,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG);
  }

  /** Returns the bytes of scratch memory that {@link #attendFew} takes. */
  public long fewRowsWorkspaceBytes(
      HeadCounts heads, int queryTokens, int keyTokens, int blockSize) {
    return CFunctions.call(
        () ->
            (long)
                fewRowsWorkspace.invokeExact(
                    heads.heads(), heads.headDim(), queryTokens, keyTokens, blockSize));
  }

  /**
   * Calls {@code sparsed_few_rows_attention}; the scale is 1/sqrt(headDim).
   *
   * @param pattern address of the first word of the first query's block, or 0 to keep every block
   * @param skippedRows rows of that block before the first query
   */
  public void attendFew(
      Heads query,
      Heads key,
      Heads value,
      Heads output,
      HeadCounts heads,
      int queryTokens,
      int keyTokens,
      int blockSize,
      long pattern,
      long wordsPerHead,
      int skippedRows,
      DeviceMemory workspace,
      long stream) {
    var qStruct = q.set(query);
    var kStruct = k.set(key);
    var vStruct = v.set(value);
    var oStruct = o.set(output);
    float scale = (float) (1 / Math.sqrt(heads.headDim()));
    calls.check(
        "attention of few rows",
        () ->
            (int)
                fewRows.invokeExact(
                    qStruct,
                    kStruct,
                    vStruct,
                    oStruct,
                    pattern,
                    wordsPerHead,
                    skippedRows,
                    heads.heads(),
                    heads.kvHeads(),
                    heads.headDim(),
                    queryTokens,
                    keyTokens,
                    blockSize,
                    scale,
                    workspace.address(),
                    workspace.bytes(),
                    stream));
  }

  /**
   * Calls {@code sparsed_block_sparse_attention} without log-sum-exp; the scale is 1/sqrt(headDim).
   *
   * @param pattern address of the pattern's first word, or 0 to keep every block
   */
  public void attend(
      Heads query,
      Heads key,
      Heads value,
      Heads output,
      HeadCounts heads,
      int queryTokens,
      int keyTokens,
      int blockSize,
      long pattern,
      long wordsPerHead,
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
                    pattern,
                    wordsPerHead,
                    heads.heads(),
                    heads.kvHeads(),
                    heads.headDim(),
                    queryTokens,
                    keyTokens,
                    blockSize,
                    scale,
                    stream));
  }
}
