package io.sparsed.scheduler.text.jinja;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Scope holds the variables of a block, which sees those of the blocks around it, and the text
 * that the block writes to. Not thread-safe.
 */
final class Scope {
  /** Names that Jinja2 gives a value. */
  private static final Set<String> UNSUPPORTED =
      Set.of("cycler", "joiner", "kwargs", "lipsum", "varargs");

  private final @Nullable Scope outer;
  private final StringBuilder out;
  private final Map<String, Object> variables = new HashMap<>();

  Scope(@Nullable Scope outer, StringBuilder out) {
    this.outer = outer;
    this.out = out;
  }

  /** Returns the scope of a block that writes where this one does. */
  Scope inner() {
    return new Scope(this, out);
  }

  Object get(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Object value = scope.variables.get(name);
      if (value != null) {
        return value;
      }
    }
    if (UNSUPPORTED.contains(name)) {
      throw new JinjaException("'" + name + "' is not supported");
    }
    return new Undefined("'" + name + "' is undefined");
  }

  void set(String name, Object value) {
    variables.put(name, value);
  }

  /** Sets a name, an attribute of a namespace, or all of a tuple of those. */
  void assign(Expression target, Object value) {
    switch (target) {
      case Expression.Name(String name) -> set(name, value);
      case Expression.Attribute(Expression.Name(String name), String attribute) -> {
        if (!(get(name) instanceof Namespace namespace)) {
          throw new JinjaException("'" + name + "' is no namespace: its attributes cannot be set");
        }
        namespace.set(attribute, value);
      }
      case Expression.Several several -> {
        List<Object> values = Python.iterate(value);
        int count = several.items().size();
        Budget.spend(values.size() / 8);
        if (values.size() != count) {
          throw new JinjaException(
              values.size() + " values cannot be assigned to " + count + " names");
        }
        for (int i = 0; i < count; i++) {
          assign(several.items().get(i), values.get(i));
        }
      }
      default -> throw new IllegalStateException("not a target: " + target);
    }
  }

  void write(String text) {
    Budget.fits((long) out.length() + text.length());
    Budget.text(text.length());
    out.append(text);
  }

  String written() {
    return out.toString();
  }
}
