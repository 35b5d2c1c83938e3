package io.sparsed.scheduler.text.jinja;

import java.util.AbstractList;

/** A Range is Python's range: integers that are computed when they are read. */
final class Range extends AbstractList<Object> {
  private static final long MAX_SIZE = 100_000;

  private final long start;
  private final long stop;
  private final long step;
  private final int size;

  Range(long start, long stop, long step) {
    if (step == 0) {
      throw new JinjaException("range() has the step 0");
    }
    double count = Math.ceil(((double) stop - start) / step);
    if (count > MAX_SIZE) {
      throw new JinjaException("range() has more than " + MAX_SIZE + " items");
    }
    this.start = start;
    this.stop = stop;
    this.step = step;
    this.size = (int) Math.max(0, count);
  }

  @Override
  public Object get(int index) {
    return start + index * step;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public String toString() {
    return "range(" + start + ", " + stop + (step == 1 ? "" : ", " + step) + ")";
  }
}
