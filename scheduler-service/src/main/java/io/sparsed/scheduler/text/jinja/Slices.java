package io.sparsed.scheduler.text.jinja;

import java.util.ArrayList;
import java.util.List;

/** Takes slices of text, lists and tuples as Python does. */
final class Slices {
  private Slices() {}

  static Object of(Object target, Object start, Object stop, Object step) {
    return switch (target) {
      case String text -> {
        StringBuilder slice = new StringBuilder();
        list(Text.codePoints(text), start, stop, step).forEach(slice::append);
        yield slice.toString();
      }
      case Tuple(List<Object> items) -> new Tuple(list(items, start, stop, step));
      case List<?> _ -> list(Python.iterate(target), start, stop, step);
      case Undefined undefined -> throw undefined.failure();
      default -> throw new JinjaException(Python.type(target) + " has no slices");
    };
  }

  private static List<Object> list(List<Object> items, Object start, Object stop, Object step) {
    int length = Budget.list(items.size());
    int by = step == None.NONE ? 1 : Numbers.index(step);
    if (by == 0) {
      throw new JinjaException("a slice has the step 0");
    }
    int first = start == None.NONE ? (by > 0 ? 0 : length - 1) : bound(start, length, by);
    int last = stop == None.NONE ? (by > 0 ? length : -1) : bound(stop, length, by);
    List<Object> slice = new ArrayList<>();
    for (long i = first; by > 0 ? i < last : i > last; i += by) {
      slice.add(items.get((int) i));
    }
    return slice;
  }

  private static int bound(Object index, int length, int step) {
    long from = Numbers.index(index);
    long position = from < 0 ? from + length : from;
    return step > 0 ? Math.clamp(position, 0, length) : Math.clamp(position, -1, length - 1);
  }
}
