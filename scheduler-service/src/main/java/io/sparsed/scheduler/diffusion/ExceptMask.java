package io.sparsed.scheduler.diffusion;

import java.util.List;

/**
 * An ExceptMask keeps a policy from committing the mask token.
 *
 * @param policy policy that chooses among the other proposals
 * @param maskToken id of the mask token
 */
public record ExceptMask(Unmasking policy, int maskToken) implements Unmasking {

  @Override
  public Commit choose(Step step, List<Proposal> proposals) {
    return policy.choose(
        step, proposals.stream().filter(each -> each.token() != maskToken).toList());
  }
}
