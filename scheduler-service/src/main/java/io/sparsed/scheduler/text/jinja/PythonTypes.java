package io.sparsed.scheduler.text.jinja;

import com.hubspot.jinjava.el.TruthyTypeConverter;
import com.hubspot.jinjava.util.ObjectTruthValue;
import org.jspecify.annotations.Nullable;

/** Converts values as Python does: "false" is true, and {@code true} prints as "True". */
final class PythonTypes extends TruthyTypeConverter {
  static boolean isTrue(@Nullable Object value) {
    return value instanceof String text ? !text.isEmpty() : ObjectTruthValue.evaluate(value);
  }

  static String print(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Boolean truth -> truth ? "True" : "False";
      default -> value.toString();
    };
  }

  @Override
  protected Boolean coerceToBoolean(@Nullable Object value) {
    return isTrue(value);
  }

  @Override
  protected String coerceToString(@Nullable Object value) {
    return value instanceof Boolean ? print(value) : super.coerceToString(value);
  }
}
