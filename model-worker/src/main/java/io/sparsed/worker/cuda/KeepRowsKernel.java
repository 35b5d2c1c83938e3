package io.sparsed.worker.cuda;

import static io.sparsed.worker.tensor.Parameters.ints;
import static io.sparsed.worker.tensor.Parameters.longs;
import static io.sparsed.worker.tensor.Parameters.run;

import io.sparsed.worker.tensor.Parameters;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Calls the kernel that keeps keys and values in fp8. Not thread-safe; no call waits. */
public final class KeepRowsKernel {
  private final CudaCalls calls;
  private final MethodHandle keepRows;
  private final HeadsArgument keys = new HeadsArgument();
  private final HeadsArgument values = new HeadsArgument();
  private final HeadsArgument keptKeys = new HeadsArgument();
  private final HeadsArgument keptValues = new HeadsArgument();
  private final MemorySegment factors = Arena.ofAuto().allocate(RowFactors.LAYOUT);

  KeepRowsKernel(CudaCalls calls) {
    this.calls = calls;
    keepRows =
        calls
            .library()
            .function(
                "sparsed_keep_rows",
                Parameters.of(
                    HeadsArgument.layouts(4), run(1, RowFactors.LAYOUT), ints(4), longs(1)));
  }

  /**
   * Calls {@code sparsed_keep_rows}.
   *
   * @param key keys in bf16, from the first that is kept on
   * @param value their values
   * @param kept where they are kept, in fp8
   * @param firstRow token among the kept ones that the first of them becomes
   */
  public void keep(
      Heads key,
      Heads value,
      KeyValueHeads kept,
      int firstRow,
      int rows,
      HeadCounts heads,
      long stream) {
    var keyStruct = keys.set(key);
    var valueStruct = values.set(value);
    var keptKeyStruct = keptKeys.set(kept.keys());
    var keptValueStruct = keptValues.set(kept.values());
    kept.factors().orElseThrow().write(factors);
    calls.check(
        "keeping keys and values in fp8",
        () ->
            (int)
                keepRows.invokeExact(
                    keyStruct,
                    valueStruct,
                    keptKeyStruct,
                    keptValueStruct,
                    factors,
                    firstRow,
                    heads.kvHeads(),
                    heads.headDim(),
                    rows,
                    stream));
  }
}
