package io.sparsed.scheduler.admission;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * A KeyValueShare is the part of the memory for keys and values, on all workers of a model, that a
 * request takes while it runs.
 *
 * @param model id of the model
 * @param share part of the memory, in [0, 1]
 */
public record KeyValueShare(String model, double share) {

  /** The share of a request that keeps no keys and values. */
  public static final KeyValueShare NONE = new KeyValueShare("", 0);

  /** Throws if the share is out of range. */
  public KeyValueShare {
    checkArgument(share >= 0 && share <= 1, "a share is in [0, 1]");
  }
}
