package io.sparsed.worker.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.sparsed.worker.tensor.CFunctions;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** The choice of the blocks of a pattern. Not thread-safe; nothing here waits for the stream. */
public final class SelectionKernel {
  private final CudaCalls calls;
  private final MethodHandle selectWorkspace;
  private final MethodHandle select;
  private final HeadsArgument q = new HeadsArgument();
  private final HeadsArgument k = new HeadsArgument();

  SelectionKernel(CudaCalls calls) {
    this.calls = calls;
    var library = calls.library();
    selectWorkspace =
        library.function(
            "sparsed_select_blocks_workspace",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT));
    select =
        library.function(
            "sparsed_select_blocks",
            HeadsArgument.LAYOUT,
            HeadsArgument.LAYOUT,
            JAVA_LONG,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_FLOAT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_LONG,
            JAVA_LONG,
            JAVA_LONG);
  }

  /**
   * {@code sparsed_select_blocks_workspace}: bytes to select the patterns of some heads at once.
   */
  public long workspaceBytes(int heads, int tokens, int blockSize) {
    return CFunctions.call(() -> (long) selectWorkspace.invokeExact(heads, tokens, blockSize));
  }

  /**
   * {@code sparsed_select_blocks}.
   *
   * @param choice how many blocks are kept, of all and from {@code last} on
   * @param pattern address of the first word to write
   */
  public void select(
      Heads query,
      Heads key,
      HeadCounts heads,
      int tokens,
      int blockSize,
      float scale,
      Choice choice,
      long pattern,
      DeviceMemory workspace,
      long stream) {
    var qStruct = q.set(query);
    var kStruct = k.set(key);
    calls.check(
        "block selection",
        () ->
            (int)
                select.invokeExact(
                    qStruct,
                    kStruct,
                    pattern,
                    heads.heads(),
                    heads.kvHeads(),
                    heads.headDim(),
                    tokens,
                    blockSize,
                    scale,
                    choice.last(),
                    choice.keep(),
                    choice.keepLast(),
                    workspace.address(),
                    workspace.bytes(),
                    stream));
  }

  /** How many blocks are kept, of all and from {@code last} on. */
  public record Choice(int last, int keep, int keepLast) {}
}
