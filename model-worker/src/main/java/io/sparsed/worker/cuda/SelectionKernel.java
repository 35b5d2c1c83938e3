package io.sparsed.worker.cuda;

import static io.sparsed.worker.tensor.Parameters.floats;
import static io.sparsed.worker.tensor.Parameters.ints;
import static io.sparsed.worker.tensor.Parameters.longs;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.sparsed.worker.tensor.CFunctions;
import io.sparsed.worker.tensor.Parameters;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/**
 * Calls the kernels that select the blocks of a pattern. Not thread-safe; no call waits for the
 * stream.
 */
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
            Parameters.of(
                HeadsArgument.layouts(2), longs(1), ints(5), floats(1), ints(3), longs(3)));
  }

  /** Returns the bytes of scratch memory that {@link #select} takes for this many heads at once. */
  public long workspaceBytes(int heads, int tokens, int blockSize) {
    return CFunctions.call(() -> (long) selectWorkspace.invokeExact(heads, tokens, blockSize));
  }

  /**
   * Calls {@code sparsed_select_blocks}.
   *
   * @param choice numbers of key blocks that each query block keeps
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
      Workspace workspace,
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

  /**
   * The numbers of key blocks that each query block keeps.
   *
   * @param last first key block of the generation
   * @param keep key blocks chosen among all; those from {@code last} on are dropped again
   * @param keepLast key blocks chosen among those from {@code last} on
   */
  public record Choice(int last, int keep, int keepLast) {}
}
