package io.sparsed.standalone;

import io.sparsed.standalone.cli.SparseDCommand;

/** Runs the {@code sparsed} command. */
public final class SparseD {
  private SparseD() {}

  /**
   * Exits with 0, 1 after a failure, 2 if the command or the request is wrong, 130 if interrupted.
   */
  public static void main(String[] arguments) {
    System.exit(SparseDCommand.of(arguments).execute(arguments));
  }
}
