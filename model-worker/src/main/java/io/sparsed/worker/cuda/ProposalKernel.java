package io.sparsed.worker.cuda;

import static io.sparsed.worker.tensor.Parameters.ints;
import static io.sparsed.worker.tensor.Parameters.longs;
import static io.sparsed.worker.tensor.Parameters.run;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.sparsed.worker.tensor.CFunctions;
import io.sparsed.worker.tensor.Parameters;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/**
 * Calls the kernels that turn logits into proposals. Not thread-safe; no call waits for the stream.
 */
public final class ProposalKernel {
  private final CudaCalls calls;
  private final MethodHandle proposeWorkspace;
  private final MethodHandle propose;

  ProposalKernel(CudaCalls calls) {
    this.calls = calls;
    var library = calls.library();
    proposeWorkspace =
        library.function(
            "sparsed_propose_workspace", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT));
    propose =
        library.function(
            "sparsed_propose",
            Parameters.of(longs(3), ints(3), run(1, JAVA_DOUBLE), ints(1), longs(5)));
  }

  /** Returns the bytes of scratch memory that {@link #propose} takes. */
  public long workspaceBytes(int rows, int vocabulary) {
    return CFunctions.call(() -> (long) proposeWorkspace.invokeExact(rows, vocabulary));
  }

  /**
   * Calls {@code sparsed_propose}.
   *
   * @param sampling {@code SPARSED_GREEDY}, {@code SPARSED_GUMBEL} or {@code SPARSED_CATEGORICAL}
   * @param confidence {@code SPARSED_PROBABILITY}, {@code SPARSED_MARGIN} or {@code
   *     SPARSED_NEGATIVE_ENTROPY}
   */
  public void propose(
      long logits,
      long keys,
      int rows,
      int vocabulary,
      int sampling,
      double temperature,
      int confidence,
      long tokens,
      long confidences,
      Workspace workspace,
      long stream) {
    long stride = vocabulary;
    calls.check(
        "proposals",
        () ->
            (int)
                propose.invokeExact(
                    logits,
                    stride,
                    keys,
                    rows,
                    vocabulary,
                    sampling,
                    temperature,
                    confidence,
                    tokens,
                    confidences,
                    workspace.address(),
                    workspace.bytes(),
                    stream));
  }
}
