package io.sparsed.standalone.cli;

import io.sparsed.standalone.prompt.PromptLength;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the value of {@code --prompt}. */
final class PromptLengthConverter implements ITypeConverter<PromptLength> {
  @Override
  public PromptLength convert(String value) {
    try {
      return PromptLength.parse(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
