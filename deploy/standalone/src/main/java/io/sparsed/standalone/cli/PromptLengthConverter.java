package io.sparsed.standalone.cli;

import io.sparsed.standalone.prompt.PromptLength;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the length of a made prompt. */
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
