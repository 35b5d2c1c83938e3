package io.sparsed.worker.checkpoint;

import java.util.List;

/**
 * Thrown for a checkpoint that cannot be served. It lists every problem in a sentence that names
 * the expected and the found value.
 */
public final class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  /** Creates an exception for one problem. */
  public CheckpointException(String problem) {
    this(List.of(problem));
  }

  /** Creates an exception for all problems found, at least one. */
  public CheckpointException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** Returns the problems in the order in which they were found. */
  public List<String> problems() {
    return problems;
  }
}
