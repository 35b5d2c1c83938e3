package io.sparsed.scheduler.text.jinja;

import com.google.common.base.Splitter;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.WeekFields;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Formats a time without zone as Python's {@code strftime} does in the C locale. */
final class Strftime {
  private static final Pattern DIRECTIVE = Pattern.compile("%(-?)(.|$)", Pattern.DOTALL);

  /** Letters of which the padding can be left out. */
  private static final String NUMBERS = "deHIjmMSUWy";

  /** The patterns of {@link DateTimeFormatter} that equal the letters. */
  private static final Map<String, String> PATTERNS =
      Splitter.on("; ")
          .withKeyValueSeparator("=")
          .split(
              "a=EEE; A=EEEE; b=MMM; B=MMMM; c=EEE MMM ppd HH:mm:ss uuuu; d=dd; D=MM/dd/uu; e=ppd; "
                  + "f=SSSSSS; F=uuuu-MM-dd; h=MMM; H=HH; I=hh; j=DDD; m=MM; M=mm; p=a; R=HH:mm; "
                  + "S=ss; T=HH:mm:ss; x=MM/dd/uu; X=HH:mm:ss; y=uu; Y=uuuu; z=; Z=; %='%'");

  private Strftime() {}

  static String format(String format, LocalDateTime time) {
    StringBuilder text = new StringBuilder();
    Matcher directive = DIRECTIVE.matcher(format);
    while (directive.find()) {
      String letter = directive.group(2);
      boolean isPlain = !directive.group(1).isEmpty();
      if (isPlain && !NUMBERS.contains(letter)) {
        throw unsupported(directive.group());
      }
      String shown = text(letter, time);
      String unpadded = isPlain ? shown.replaceFirst("^[0 ]+(?=.)", "") : shown;
      directive.appendReplacement(text, Matcher.quoteReplacement(unpadded));
      Budget.fits(text.length());
      Budget.spend(1);
    }
    return directive.appendTail(text).toString();
  }

  private static String text(String letter, LocalDateTime time) {
    String pattern = PATTERNS.get(letter);
    if (pattern != null) {
      return time.format(DateTimeFormatter.ofPattern(pattern, Locale.US));
    }
    return switch (letter) {
      case "U" -> week(time, DayOfWeek.SUNDAY);
      case "W" -> week(time, DayOfWeek.MONDAY);
      default -> throw unsupported("%" + letter);
    };
  }

  /** Returns the week of the year, of which the first begins at the first such day. */
  private static String week(LocalDateTime time, DayOfWeek first) {
    return "%02d".formatted(time.get(WeekFields.of(first, 7).weekOfYear()));
  }

  private static JinjaException unsupported(String directive) {
    return new JinjaException("strftime_now does not support '" + directive + "'");
  }
}
