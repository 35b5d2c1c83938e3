package io.sparsed.scheduler.diffusion;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;

/**
 * A Commit holds the tokens that a step writes to the canvas.
 *
 * @param positions canvas positions, ascending
 * @param tokens token ids, one a position; the mask token leaves its position masked
 * @param confidences confidences of the tokens, as of their proposals; empty if they are not known
 */
public record Commit(
    ImmutableIntArray positions, ImmutableIntArray tokens, ImmutableDoubleArray confidences) {

  /** Throws unless there is one token for each position, with a confidence if any has one. */
  public Commit {
    checkArgument(positions.length() == tokens.length(), "a commit has one token a position");
    checkArgument(
        confidences.isEmpty() || confidences.length() == tokens.length(),
        "a commit has one confidence a token");
  }

  /** Creates a commit whose confidences are not known. */
  public Commit(ImmutableIntArray positions, ImmutableIntArray tokens) {
    this(positions, tokens, ImmutableDoubleArray.of());
  }

  /** Returns the commit of proposals, which must be ascending by position. */
  static Commit of(List<Proposal> proposals) {
    return new Commit(
        ImmutableIntArray.copyOf(proposals.stream().mapToInt(Proposal::position)),
        ImmutableIntArray.copyOf(proposals.stream().mapToInt(Proposal::token)),
        ImmutableDoubleArray.copyOf(proposals.stream().mapToDouble(Proposal::confidence)));
  }

  /** Returns the number of positions. */
  public int size() {
    return positions.length();
  }
}
