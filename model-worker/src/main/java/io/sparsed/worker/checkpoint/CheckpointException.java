package io.sparsed.worker.checkpoint;

import java.util.List;

/**
 * A checkpoint that cannot be served: every problem, each a sentence with what was expected and
 * what was found.
 */
public final class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  /** One problem. */
  public CheckpointException(String problem) {
    this(List.of(problem));
  }

  /** Every problem found, at least one. */
  public CheckpointException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** The problems, in the order they were found. */
  public List<String> problems() {
    return problems;
  }
}
