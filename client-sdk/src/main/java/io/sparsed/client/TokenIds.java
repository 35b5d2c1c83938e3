package io.sparsed.client;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A TokenIds is an immutable sequence of token ids, each in [0, vocabulary size). */
public final class TokenIds {
  private static final TokenIds EMPTY = new TokenIds(new int[0]);

  private final int[] ids;

  private TokenIds(int[] ids) {
    this.ids = ids;
  }

  /**
   * Returns a sequence of these ids; the array is copied.
   *
   * @param ids token ids, 0 or more each
   * @return the sequence
   * @throws IllegalArgumentException if an id is negative
   */
  public static TokenIds of(int... ids) {
    return checked(ids.clone());
  }

  /**
   * Returns a sequence of these ids; the list is copied.
   *
   * @param ids token ids, 0 or more each
   * @return the sequence
   * @throws IllegalArgumentException if an id is negative
   */
  public static TokenIds of(List<Integer> ids) {
    return of(ids.stream().mapToInt(Integer::intValue));
  }

  /**
   * Returns a sequence of these ids, which are not boxed on the way.
   *
   * @param ids token ids, 0 or more each
   * @return the sequence
   * @throws IllegalArgumentException if an id is negative
   */
  public static TokenIds of(IntStream ids) {
    return checked(ids.toArray());
  }

  /** {@return a sequence without ids} */
  public static TokenIds empty() {
    return EMPTY;
  }

  private static TokenIds checked(int[] ids) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0) {
        throw new IllegalArgumentException(
            "token id %d at index %d is negative".formatted(ids[i], i));
      }
    }
    return new TokenIds(ids);
  }

  /** {@return the number of ids} */
  public int size() {
    return ids.length;
  }

  /** {@return whether there are no ids} */
  public boolean isEmpty() {
    return ids.length == 0;
  }

  /**
   * Returns the id at an index.
   *
   * @param index index in [0, size)
   * @return the id
   * @throws ArrayIndexOutOfBoundsException if the index is not
   */
  public int get(int index) {
    return ids[index];
  }

  /** {@return the ids in order} */
  public IntStream stream() {
    return Arrays.stream(ids);
  }

  /** {@return a copy of the ids} */
  public int[] toArray() {
    return ids.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenIds that && Arrays.equals(ids, that.ids);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ids);
  }

  @Override
  public String toString() {
    return Arrays.toString(ids);
  }
}
