package io.sparsed.scheduler.grpc;

import com.google.common.base.CaseFormat;
import com.google.common.base.Enums;
import java.util.Optional;

/**
 * Maps enums of the domain to those of protobuf and back by their names, which differ in a prefix:
 * {@code PatternRule.JOINT} is {@code PATTERN_RULE_JOINT}.
 */
final class EnumMapper {

  private EnumMapper() {}

  /** Returns the protobuf constant of a constant of the domain. */
  static <P extends Enum<P>> P proto(Enum<?> value, Class<P> type) {
    return Enum.valueOf(type, prefix(type) + value.name());
  }

  /** Returns the domain's constant; {@code unspecified} if the field is not set, empty if none. */
  static <D extends Enum<D>> Optional<D> domain(Enum<?> value, D unspecified) {
    String name = value.name().replaceFirst("^" + prefix(value.getDeclaringClass()), "");
    return name.equals("UNSPECIFIED")
        ? Optional.of(unspecified)
        : Enums.getIfPresent(unspecified.getDeclaringClass(), name).toJavaUtil();
  }

  private static String prefix(Class<?> type) {
    return CaseFormat.UPPER_CAMEL.to(CaseFormat.UPPER_UNDERSCORE, type.getSimpleName()) + "_";
  }
}
