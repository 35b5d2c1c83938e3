package io.sparsed.standalone.connect;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Converts {@code 90}, {@code 90s}, {@code 5m}, {@code 2h} or {@code 500ms} to a duration. A bare
 * number counts seconds.
 */
public final class DurationConverter implements ITypeConverter<Duration> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)?");

  @Override
  public Duration convert(String value) {
    Matcher matcher = FORM.matcher(value.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new TypeConversionException("'" + value + "' is no duration: write 90s, 5m or 500ms");
    }
    long amount = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          case null, default -> Duration.ofSeconds(amount);
        };
    if (!duration.isPositive()) {
      throw new TypeConversionException("'" + value + "' is no duration: it must be positive");
    }
    return duration;
  }
}
