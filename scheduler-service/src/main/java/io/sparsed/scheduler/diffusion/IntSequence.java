package io.sparsed.scheduler.diffusion;

import java.util.Arrays;
import java.util.stream.IntStream;

/** An IntSequence is an immutable list of token ids or canvas positions with value equality. */
public final class IntSequence {

  private final int[] values;

  private IntSequence(int[] values) {
    this.values = values;
  }

  /** Returns a sequence of {@code values}, which are copied. */
  public static IntSequence of(int... values) {
    return new IntSequence(values.clone());
  }

  /** Returns the number of values. */
  public int size() {
    return values.length;
  }

  /** Returns true if there are no values. */
  public boolean isEmpty() {
    return values.length == 0;
  }

  /**
   * Returns the value at {@code index}.
   *
   * @throws ArrayIndexOutOfBoundsException unless {@code 0 <= index < size()}
   */
  public int get(int index) {
    return values[index];
  }

  /** Returns a copy of the values. */
  public int[] toArray() {
    return values.clone();
  }

  /** Returns the values in order. */
  public IntStream stream() {
    return Arrays.stream(values);
  }

  /** Returns the first {@code count} values, or all if there are fewer. */
  public IntSequence first(int count) {
    return new IntSequence(Arrays.copyOf(values, Math.min(count, values.length)));
  }

  /** Returns the index of the first {@code value}, or -1. */
  public int indexOf(int value) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] == value) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IntSequence that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
