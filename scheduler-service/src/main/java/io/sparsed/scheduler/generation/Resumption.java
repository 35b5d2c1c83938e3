package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.diffusion.Commit;
import java.util.List;

/**
 * The steps of a generation that were done before it came here.
 *
 * @param commits what each step committed, from step 0 on
 * @param resumes times that the generation was resumed
 */
public record Resumption(List<Commit> commits, int resumes) {

  /** The resumption of a generation that begins here: nothing was done. */
  public static final Resumption NONE = new Resumption(List.of(), 0);

  public Resumption {
    commits = List.copyOf(commits);
  }

  /** Returns the number of steps that are done. */
  int steps() {
    return commits.size();
  }
}
