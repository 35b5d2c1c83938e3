package io.sparsed.bench;

import io.sparsed.standalone.cli.SparseDCommand;
import picocli.CommandLine;

/** Runs the {@code sparsed} command with its benchmarks. */
public final class BenchMain {
  private BenchMain() {}

  /** Exits as {@link io.sparsed.standalone.SparseD} does. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** Returns the command line with the benchmarks; its streams may be replaced. */
  public static CommandLine commandLine() {
    return SparseDCommand.commandLine(new BenchCommand(), "bench");
  }
}
