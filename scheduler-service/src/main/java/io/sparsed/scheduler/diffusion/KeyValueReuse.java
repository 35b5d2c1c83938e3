package io.sparsed.scheduler.diffusion;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * A KeyValueReuse says which rows the steps between two refreshes compute, and how often the keys
 * and values are refreshed.
 *
 * @param mode which rows are active
 * @param refreshEvery steps from a refresh to the next within a generation block; 0 refreshes at
 *     the starts of blocks only, 1 reuses nothing
 */
public record KeyValueReuse(Mode mode, int refreshEvery) {

  /** Every step computes the whole canvas. */
  public static final KeyValueReuse NONE = new KeyValueReuse(Mode.NONE, 0);

  /** A Mode says which rows a reuse step computes. */
  public enum Mode {
    /** All rows: there are no reuse steps. */
    NONE,
    /** The rows from the start of the generation block to the end of the canvas. */
    PREFIX,
    /** The rows of the generation block. */
    DUAL
  }

  /** Throws if the number of steps is negative. */
  public KeyValueReuse {
    checkArgument(refreshEvery >= 0, "refresh_every is 0 or more");
  }

  /** Returns true if there are steps that reuse keys and values. */
  public boolean reuses() {
    return mode != Mode.NONE && refreshEvery != 1;
  }
}
