package io.sparsed.scheduler.text.jinja;

import java.util.ArrayList;
import java.util.List;

/** Takes slices of text, lists and tuples as Python does. */
final class Slices {
  private Slices() {}

  static Object of(Object target, Object start, Object stop, Object step, Budget budget) {
    return switch (target) {
      case String text -> text(text, start, stop, step, budget);
      case Tuple tuple -> new Tuple(list(tuple.items(), start, stop, step, budget));
      case Range _ -> throw new JinjaException("slices of a range are not supported: use list");
      case List<?> _ -> list(Python.iterate(target), start, stop, step, budget);
      case Undefined undefined -> throw undefined.failure();
      default -> throw new JinjaException(Python.type(target) + " has no slices");
    };
  }

  private static String text(String text, Object start, Object stop, Object step, Budget budget) {
    budget.text(text.length());
    int[] points = text.codePoints().toArray();
    StringBuilder slice = new StringBuilder();
    for (int i : indexes(points.length, start, stop, step)) {
      slice.appendCodePoint(points[i]);
    }
    return slice.toString();
  }

  private static List<Object> list(
      List<Object> items, Object start, Object stop, Object step, Budget budget) {
    List<Object> slice = new ArrayList<>();
    for (int i : indexes(items.size(), start, stop, step)) {
      slice.add(items.get(i));
    }
    budget.list(slice.size());
    return slice;
  }

  private static int[] indexes(int length, Object start, Object stop, Object step) {
    int by = step == None.NONE ? 1 : Numbers.index(step);
    if (by == 0) {
      throw new JinjaException("a slice has the step 0");
    }
    int first = start == None.NONE ? (by > 0 ? 0 : length - 1) : bound(start, length, by);
    int last = stop == None.NONE ? (by > 0 ? length : -1) : bound(stop, length, by);
    long count = Math.max(0, Math.ceilDiv((long) last - first, (long) by));
    int[] indexes = new int[(int) count];
    for (int i = 0; i < count; i++) {
      indexes[i] = first + i * by;
    }
    return indexes;
  }

  private static int bound(Object index, int length, int step) {
    long from = Numbers.index(index);
    long position = from < 0 ? from + length : from;
    return step > 0 ? Math.clamp(position, 0, length) : Math.clamp(position, -1, length - 1);
  }
}
