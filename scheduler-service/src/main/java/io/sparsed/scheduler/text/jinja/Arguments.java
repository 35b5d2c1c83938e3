package io.sparsed.scheduler.text.jinja;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Arguments are the values that a template gives to a function, method, filter or test. */
record Arguments(List<Object> positional, Map<String, Object> named) {
  static final Arguments NONE = new Arguments(List.of(), Map.of());

  private static final Pattern SIGNATURE = Pattern.compile("(\\w+)\\(([\\w ]*)\\)");

  /** Reads signatures such as {@code "join(d attribute) first()"} to parameters by name. */
  static Map<String, List<String>> signatures(String text) {
    return SIGNATURE
        .matcher(text)
        .results()
        .collect(
            Collectors.toUnmodifiableMap(
                found -> found.group(1), found -> List.of(found.group(2).trim().split(" +"))));
  }

  /** Returns the arguments in the order of the parameters. */
  Bound bind(String function, List<String> parameters) {
    @Nullable Object[] values = Arrays.copyOf(new Object[0], parameters.size());
    if (positional.size() > parameters.size() || (parameters.getFirst().isEmpty() && !isEmpty())) {
      throw new JinjaException(function + " has too many arguments");
    }
    for (int i = 0; i < positional.size(); i++) {
      values[i] = positional.get(i);
    }
    named.forEach(
        (name, value) -> {
          int i = parameters.indexOf(name);
          if (i < 0 || values[i] != null) {
            throw new JinjaException(function + " has no argument '" + name + "' left");
          }
          values[i] = value;
        });
    return new Bound(function, parameters, values);
  }

  boolean isEmpty() {
    return positional.isEmpty() && named.isEmpty();
  }

  /** Returns these arguments without the first one. */
  Arguments rest() {
    return new Arguments(positional.subList(1, positional.size()), named);
  }

  /** Returns these arguments without a named one. */
  Arguments without(String name) {
    Map<String, Object> others = new HashMap<>(named);
    others.remove(name);
    return new Arguments(positional, others);
  }

  Arguments with(Object first) {
    List<Object> all = new ArrayList<>(positional);
    all.addFirst(first);
    return new Arguments(all, named);
  }

  /** A Bound holds arguments in the order of a function's parameters. */
  record Bound(String function, List<String> parameters, @Nullable Object[] values) {
    boolean has(int i) {
      return values[i] != null && values[i] != None.NONE;
    }

    Object get(int i) {
      Object value = values[i];
      if (value == null) {
        throw new JinjaException(function + " needs the argument '" + parameters.get(i) + "'");
      }
      return value;
    }

    Object get(int i, Object fallback) {
      Object value = values[i];
      return value == null ? fallback : value;
    }

    String text(int i) {
      return Python.text(get(i));
    }

    String text(int i, String fallback) {
      return has(i) ? text(i) : fallback;
    }

    int integer(int i) {
      return Numbers.index(get(i));
    }

    int integer(int i, int fallback) {
      return has(i) ? integer(i) : fallback;
    }

    boolean flag(int i, boolean fallback) {
      return Python.isTrue(get(i, fallback));
    }
  }
}
