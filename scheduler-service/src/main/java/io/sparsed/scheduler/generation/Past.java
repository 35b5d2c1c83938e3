package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.diffusion.Canvas;
import io.sparsed.scheduler.diffusion.Commit;
import io.sparsed.scheduler.diffusion.Step;
import java.util.List;

/**
 * What was done of a generation before it came here: nothing, unless it was cut off elsewhere.
 *
 * @param commits what each step committed, from the first on
 * @param resumes times that the generation was resumed
 */
public record Past(List<List<Commit>> commits, int resumes) {

  /** Of a generation that begins here. */
  public static final Past NONE = new Past(List.of(), 0);

  /** Copies the lists. */
  public Past {
    commits = commits.stream().map(List::copyOf).toList();
  }

  /** Steps that are done. */
  int steps() {
    return commits.size();
  }

  /** Whether {@code step} is one of them. */
  boolean covers(Step step) {
    return step.index() < steps();
  }

  /** Writes to the canvas what {@code step}, which is one of them, wrote. */
  void repeat(Step step, Canvas canvas) {
    commits.get(step.index()).forEach(commit -> canvas.write(commit.position(), commit.token()));
  }
}
