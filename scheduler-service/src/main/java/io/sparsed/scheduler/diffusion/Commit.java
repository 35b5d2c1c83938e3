package io.sparsed.scheduler.diffusion;

import java.util.List;

/**
 * A Commit holds the tokens that a step writes to the canvas.
 *
 * @param positions canvas positions, ascending
 * @param tokens token ids, one a position; the mask token leaves its position masked
 */
public record Commit(IntSequence positions, IntSequence tokens) {

  /** A commit without tokens. */
  public static final Commit NOTHING = new Commit(IntSequence.of(), IntSequence.of());

  /** Throws unless there is one token for each position. */
  public Commit {
    Require.that(positions.size() == tokens.size(), "a commit has one token a position");
  }

  /** Returns the commit of proposals, which must be ascending by position. */
  static Commit of(List<Proposal> proposals) {
    return new Commit(
        IntSequence.of(proposals.stream().mapToInt(Proposal::position).toArray()),
        IntSequence.of(proposals.stream().mapToInt(Proposal::token).toArray()));
  }

  /** Returns the number of positions. */
  public int size() {
    return positions.size();
  }
}
