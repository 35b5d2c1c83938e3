package io.sparsed.scheduler.diffusion;

import io.sparsed.scheduler.diffusion.KeyValues.ActiveRows;

/**
 * A KeyValuePlan is the schedule of refreshes and reuse steps for one request. A refresh is done at
 * the first forward of every generation block, and within it after every {@code refreshEvery} - 1
 * reuse steps. Not thread-safe: owned by the request's thread.
 */
public final class KeyValuePlan {

  private final KeyValueReuse reuse;
  private final boolean shiftsLogits;
  private final String idPrefix;
  private int refreshes;
  private int block = -1;
  private int stepsSinceRefresh;
  private String heldId = "";

  /**
   * Plans the refreshes of one request.
   *
   * @param reuse what the request asks for
   * @param shiftsLogits true if the row before a position predicts it, which then is active too
   * @param idPrefix beginning of the ids of kept keys and values, unique to the request
   */
  public KeyValuePlan(KeyValueReuse reuse, boolean shiftsLogits, String idPrefix) {
    this.reuse = reuse;
    this.shiftsLogits = shiftsLogits;
    this.idPrefix = idPrefix;
  }

  /** Returns what the forward of the next step does with keys and values. */
  public KeyValues at(Step step, Canvas canvas) {
    if (!reuse.reuses()) {
      return new KeyValues.None();
    }
    ActiveRows active = active(step, canvas);
    // An idle step needs no forward, so it is no refresh.
    if (step.isIdle()
        || (step.generationBlock() == block && ++stepsSinceRefresh != reuse.refreshEvery())) {
      return new KeyValues.Reuse(heldId, canvas.length(), active);
    }
    block = step.generationBlock();
    stepsSinceRefresh = 0;
    String replacesId = heldId;
    heldId = idPrefix + "-" + refreshes++;
    return new KeyValues.Refresh(heldId, replacesId, active);
  }

  /** Returns true if the forward of a step is expected to be a reuse step. */
  public boolean isReuseExpectedAt(int stepOfBlock) {
    int refreshEvery = reuse.refreshEvery();
    return reuse.reuses() && (refreshEvery == 0 ? stepOfBlock > 0 : stepOfBlock % refreshEvery > 0);
  }

  private ActiveRows active(Step step, Canvas canvas) {
    int first = Math.max(0, shiftsLogits ? step.start() - 1 : step.start());
    int end = reuse.mode() == KeyValueReuse.Mode.PREFIX ? canvas.length() : step.end();
    return new ActiveRows(first, end - first);
  }
}
