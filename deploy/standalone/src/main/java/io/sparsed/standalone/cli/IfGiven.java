package io.sparsed.standalone.cli;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Passes on an option that was given. */
final class IfGiven {
  private IfGiven() {}

  static <T> void accept(@Nullable T value, Consumer<? super T> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }
}
