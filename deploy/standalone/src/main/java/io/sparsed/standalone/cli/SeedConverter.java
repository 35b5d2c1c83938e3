package io.sparsed.standalone.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts an unsigned 64-bit number. */
final class SeedConverter implements ITypeConverter<Long> {
  @Override
  public Long convert(String value) {
    try {
      return Long.parseUnsignedLong(value);
    } catch (NumberFormatException e) {
      throw new TypeConversionException(
          "'" + value + "' is no seed: write a whole number from 0 to 18446744073709551615");
    }
  }
}
