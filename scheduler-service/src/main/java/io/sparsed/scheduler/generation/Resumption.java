package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.diffusion.Commit;
import java.util.List;

/**
 * A Resumption holds the steps of a generation that were done before this request resumed it.
 *
 * @param commits commit of each step, from step 0 on
 * @param resumes number of times that the generation was resumed
 */
public record Resumption(List<Commit> commits, int resumes) {

  /** The resumption of a generation that starts here, without steps. */
  public static final Resumption NONE = new Resumption(List.of(), 0);

  public Resumption {
    commits = List.copyOf(commits);
  }

  /** Returns the number of steps that are done. */
  int steps() {
    return commits.size();
  }
}
