package io.sparsed.scheduler.diffusion;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import java.util.List;

/**
 * A Commit holds the tokens that a step writes to the canvas.
 *
 * @param positions canvas positions, ascending
 * @param tokens token ids, one a position; the mask token leaves its position masked
 */
public record Commit(ImmutableIntArray positions, ImmutableIntArray tokens) {

  /** Throws unless there is one token for each position. */
  public Commit {
    checkArgument(positions.length() == tokens.length(), "a commit has one token a position");
  }

  /** Returns the commit of proposals, which must be ascending by position. */
  static Commit of(List<Proposal> proposals) {
    return new Commit(
        ImmutableIntArray.copyOf(proposals.stream().mapToInt(Proposal::position)),
        ImmutableIntArray.copyOf(proposals.stream().mapToInt(Proposal::token)));
  }

  /** Returns the number of positions. */
  public int size() {
    return positions.length();
  }
}
