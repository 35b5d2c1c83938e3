package io.sparsed.bench.report;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * A column of a table: it takes a value from each row and knows how the value is written.
 *
 * @param <T> type of the rows
 * @param name key of the value in JSON
 * @param heading heading in the text, unit included; empty if the column is in JSON only
 * @param isNumber numbers are aligned to the right
 * @param value value of a row; an empty Optional leaves the cell empty
 * @param text text of a value
 */
public record Column<T>(
    String name,
    String heading,
    boolean isNumber,
    Function<T, Object> value,
    Function<Object, String> text) {

  /** Returns a column of words. */
  public static <T> Column<T> text(String name, String heading, Function<T, Object> value) {
    return new Column<>(name, heading, false, value, String::valueOf);
  }

  /** Returns a column of whole numbers. */
  public static <T> Column<T> count(String name, String heading, Function<T, Object> value) {
    return new Column<>(name, heading, true, value, String::valueOf);
  }

  /** Returns a column of numbers with so many decimals. */
  public static <T> Column<T> number(
      String name, String heading, int decimals, Function<T, Object> value) {
    return new Column<>(name, heading, true, value, number("%." + decimals + "f"));
  }

  /** Returns a column of shares: in percent in the text, in [0, 1] in JSON. */
  public static <T> Column<T> percent(String name, String heading, Function<T, Object> value) {
    return new Column<>(
        name,
        heading,
        true,
        value,
        share -> number("%.1f").apply(100 * ((Number) share).doubleValue()));
  }

  /** Returns a column that is in JSON only. */
  public static <T> Column<T> hidden(String name, Function<T, Object> value) {
    return new Column<>(name, "", false, value, String::valueOf);
  }

  private static Function<Object, String> number(String format) {
    return value -> String.format(Locale.ROOT, format, value);
  }

  boolean isShown() {
    return !heading.isEmpty();
  }

  /** Returns the value of a row, if it has one. */
  Optional<?> valueOf(T row) {
    return value.apply(row) instanceof Optional<?> optional
        ? optional
        : Optional.of(value.apply(row));
  }

  /** Returns the cell of a row. */
  String cell(T row) {
    return valueOf(row).map(text).orElse("");
  }
}
