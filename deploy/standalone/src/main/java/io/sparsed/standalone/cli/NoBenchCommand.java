package io.sparsed.standalone.cli;

import io.sparsed.standalone.failure.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code sparsed bench} of an installation without benchmarks: tells where they are. */
@Command(
    name = "bench",
    description = "Measures what this machine does; needs a checkout of the repository.")
final class NoBenchCommand implements Callable<Integer> {
  @SuppressWarnings("UnusedVariable") // takes whatever follows, so that this sentence is the answer
  @Unmatched
  private final List<String> arguments = new ArrayList<>();

  /** Throws, as there is no benchmark here. */
  @Override
  public Integer call() {
    throw new UsageException(
        "benchmarks are not installed here: run ./sparsed bench in a checkout of the repository");
  }
}
