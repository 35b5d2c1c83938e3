package io.sparsed.client;

/** A KeyValueReuse says which rows of the canvas a step between two refreshes computes. */
public enum KeyValueReuse {
  /** Every step computes the whole canvas, as published. */
  NONE,
  /** A step computes the rows from the start of its generation block to the end of the canvas. */
  PREFIX,
  /** A step computes the rows of its generation block. */
  DUAL
}
