package io.sparsed.scheduler.text.jinja;

import java.util.Map;

/**
 * A Bound holds the arguments of a call by the names of the parameters.
 *
 * @param all arguments as they were given
 */
record Bound(String function, Arguments all, Map<String, Object> values) {

  /** Returns true if the argument was given and is not none. */
  boolean has(String name) {
    return values.getOrDefault(name, None.NONE) != None.NONE;
  }

  Object get(String name) {
    Object value = values.get(name);
    if (value == null) {
      throw new JinjaException(function + " needs the argument '" + name + "'");
    }
    return value;
  }

  Object get(String name, Object fallback) {
    return values.getOrDefault(name, fallback);
  }

  String text(String name) {
    return Python.text(get(name));
  }

  String text(String name, String fallback) {
    return has(name) ? text(name) : fallback;
  }

  int integer(String name, int fallback) {
    return has(name) ? Numbers.index(get(name)) : fallback;
  }

  /** Returns an argument that Python takes only if it is an integer or a boolean. */
  boolean bit(String name) {
    return Numbers.integer(get(name, 0L)) != 0;
  }

  boolean flag(String name) {
    return Python.isTrue(get(name, false));
  }
}
