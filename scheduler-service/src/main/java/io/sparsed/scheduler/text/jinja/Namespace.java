package io.sparsed.scheduler.text.jinja;

import java.util.HashMap;
import java.util.Map;

/** A Namespace holds variables that blocks inside others can set. Not thread-safe. */
final class Namespace {
  private final Map<String, Object> attributes;

  Namespace(Map<String, Object> attributes) {
    this.attributes = new HashMap<>(attributes);
  }

  Object get(String name) {
    Object value = attributes.get(name);
    return value == null ? new Undefined("namespace has no attribute '" + name + "'") : value;
  }

  void set(String name, Object value) {
    attributes.put(name, value);
  }
}
