package io.sparsed.bench.quality;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Policy is a way to save work, by attention and besides it.
 *
 * @param attention keys that a step attends to
 * @param acceleration rows and steps that are saved
 */
record Policy(AttentionPolicy attention, Acceleration acceleration) {
  /** The full computation, with which all others are compared. */
  static final Policy DENSE = new Policy(AttentionPolicy.dense(), Acceleration.NONE);

  /**
   * Returns the policy of a name, its parts joined by {@code +}: {@code dense}, {@code
   * sparsed-0.3-skip-0.2}, {@code dense+dual}, {@code sparsed-0.3-skip-0.2+dual-4+threshold-0.9}.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Policy parse(String name) {
    List<String> parts = List.of(name.split("\\+", -1));
    return new Policy(
        AttentionPolicy.parse(parts.getFirst()),
        Acceleration.parse(parts.subList(1, parts.size())));
  }

  /** Returns the name, which {@link #parse} reads. */
  String name() {
    return Stream.concat(Stream.of(attention.name()), acceleration.parts().stream())
        .collect(Collectors.joining("+"));
  }

  /** Returns a number as names have it. */
  static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
