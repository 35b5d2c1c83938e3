package io.sparsed.worker.proposal;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;

/**
 * A ProposalBatch holds the proposal requests of a pass. What they need lies on the device before
 * the pass begins, so that nothing waits for an upload after it.
 */
public final class ProposalBatch {
  private final List<ProposalRequest> requests;
  private final List<Group> groups;

  /** Makes a batch; every request is a member of one of the groups. */
  ProposalBatch(List<ProposalRequest> requests, List<Group> groups) {
    this.requests = List.copyOf(requests);
    this.groups = List.copyOf(groups);
  }

  /**
   * Requests of equal settings, which are sampled together.
   *
   * @param members indices of the requests
   * @param rows rows of the hidden states, 64-bit, as {@link HiddenRows#chunked} orders them
   * @param keys keys of the sampling noise, 64-bit, one a position
   * @param sampler samples their tokens
   */
  record Group(
      List<Integer> members,
      SamplingSettings settings,
      PtNDArray rows,
      PtNDArray keys,
      Sampler sampler) {
    /** Returns the number of positions of all members. */
    int count() {
      return Math.toIntExact(keys.getShape().get(0));
    }
  }

  List<ProposalRequest> requests() {
    return requests;
  }

  List<Group> groups() {
    return groups;
  }
}
