package io.sparsed.standalone.local;

import io.sparsed.worker.ComputeType;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a compute type as the worker spells it. */
final class ComputeTypeConverter implements ITypeConverter<ComputeType> {
  @Override
  public ComputeType convert(String value) {
    try {
      return ComputeType.parse(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
