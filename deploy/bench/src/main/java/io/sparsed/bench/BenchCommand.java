package io.sparsed.bench;

import io.sparsed.bench.http.HttpBench;
import io.sparsed.bench.latency.LatencyBench;
import io.sparsed.bench.load.LoadBench;
import io.sparsed.bench.memory.MemoryBench;
import io.sparsed.bench.patterns.PatternsBench;
import io.sparsed.bench.quality.QualityBench;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sparsed bench}: the parent of the benchmarks. */
@Command(
    name = "bench",
    description = "Measures what this machine does.",
    subcommands = {
      AttentionBench.class,
      HttpBench.class,
      LatencyBench.class,
      LoadBench.class,
      MemoryBench.class,
      OverheadBench.class,
      PatternsBench.class,
      QualityBench.class,
      SelectionBench.class
    })
final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /** Throws, because a benchmark must be named. */
  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "which benchmark? sparsed bench --help lists them");
  }
}
