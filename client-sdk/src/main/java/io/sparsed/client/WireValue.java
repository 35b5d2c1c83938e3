package io.sparsed.client;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A WireValue is an immutable value that holds its message of the wire contract. Values are equal
 * if their messages are; a field that the contract gains needs one accessor here.
 */
abstract class WireValue<M extends Message> {
  final M message;

  WireValue(M message) {
    this.message = message;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WireValue<?> that
        && getClass() == that.getClass()
        && message.equals(that.message);
  }

  @Override
  public int hashCode() {
    return message.hashCode();
  }

  @Override
  public String toString() {
    String fields = TextFormat.printer().emittingSingleLine(true).printToString(message);
    return getClass().getSimpleName() + "{" + fields + "}";
  }

  static OptionalInt optional(boolean isSet, int value) {
    return isSet ? OptionalInt.of(value) : OptionalInt.empty();
  }

  static OptionalDouble optional(boolean isSet, double value) {
    return isSet ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  /** Returns the value of a field whose default, which is empty, means that it is not set. */
  static Optional<String> optional(String value) {
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  static Duration duration(com.google.protobuf.Duration value) {
    return Duration.ofSeconds(value.getSeconds(), value.getNanos());
  }

  static TokenIds tokenIds(List<Integer> ids) {
    return TokenIds.of(IntStream.range(0, ids.size()).map(ids::get));
  }

  /**
   * Returns the constant that is named as a value of the contract; empty for one that is
   * unspecified or of a newer server.
   *
   * @param prefix prefix of the value's name, which the constant's lacks
   */
  static <E extends Enum<E>> Optional<E> named(Class<E> type, String prefix, Enum<?> value) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> value.name().equals(prefix + constant.name()))
        .findFirst();
  }
}
