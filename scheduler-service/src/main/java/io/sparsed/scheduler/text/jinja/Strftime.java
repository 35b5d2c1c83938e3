package io.sparsed.scheduler.text.jinja;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Formats a time without zone as Python's {@code strftime} does in the C locale. */
final class Strftime {
  private static final Pattern DIRECTIVE = Pattern.compile("%([-_0^#]?)(.)", Pattern.DOTALL);

  private Strftime() {}

  static String format(String format, LocalDateTime time, ZoneId zone, Budget budget) {
    StringBuilder text = new StringBuilder();
    Matcher directive = DIRECTIVE.matcher(format);
    int from = 0;
    while (directive.find()) {
      text.append(format, from, directive.start());
      from = directive.end();
      String flag = directive.group(1);
      text.append(
          directive(directive.group(2).charAt(0), flag, directive.group(), time, zone, budget));
      budget.fits(text.length());
    }
    return text.append(format, from, format.length()).toString();
  }

  private static String directive(
      char letter, String flag, String source, LocalDateTime time, ZoneId zone, Budget budget) {
    budget.spend(1);
    String composed =
        switch (letter) {
          case 'c' -> "%a %b %e %H:%M:%S %Y";
          case 'D', 'x' -> "%m/%d/%y";
          case 'F' -> "%Y-%m-%d";
          case 'r' -> "%I:%M:%S %p";
          case 'R' -> "%H:%M";
          case 'T', 'X' -> "%H:%M:%S";
          default -> "";
        };
    String text = composed.isEmpty() ? text(letter, time) : format(composed, time, zone, budget);
    if (!text.isEmpty() || letter == 'z' || letter == 'Z') {
      return switch (flag) {
        case "^" -> Text.upper(text);
        case "#" -> letter == 'p' ? Text.lower(text) : Text.upper(text);
        default -> text;
      };
    }
    return letter == 's'
        ? String.valueOf(time.atZone(zone).toEpochSecond())
        : number(letter, flag, source, time);
  }

  private static String text(char letter, LocalDateTime time) {
    return switch (letter) {
      case 'a' -> time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ROOT);
      case 'A' -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'b', 'h' ->
          time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH).substring(0, 3);
      case 'B' -> time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'f' -> "%06d".formatted(time.get(ChronoField.MICRO_OF_SECOND));
      case 'n' -> "\n";
      case 'p' -> time.getHour() < 12 ? "AM" : "PM";
      case 'P' -> time.getHour() < 12 ? "am" : "pm";
      case 't' -> "\t";
      case 'u' -> String.valueOf(time.getDayOfWeek().getValue());
      case 'w' -> String.valueOf(time.getDayOfWeek().getValue() % 7);
      case '%' -> "%";
      default -> "";
    };
  }

  private static String number(char letter, String flag, String source, LocalDateTime time) {
    int day = time.getDayOfYear() - 1;
    int weekday = time.getDayOfWeek().getValue();
    return switch (letter) {
      case 'C' -> padded(time.getYear() / 100, 2, "0", flag);
      case 'd' -> padded(time.getDayOfMonth(), 2, "0", flag);
      case 'e' -> padded(time.getDayOfMonth(), 2, " ", flag);
      case 'g' -> padded(time.get(IsoFields.WEEK_BASED_YEAR) % 100, 2, "0", flag);
      case 'G' -> padded(time.get(IsoFields.WEEK_BASED_YEAR), 4, "0", flag);
      case 'H' -> padded(time.getHour(), 2, "0", flag);
      case 'I' -> padded(time.get(ChronoField.CLOCK_HOUR_OF_AMPM), 2, "0", flag);
      case 'j' -> padded(day + 1, 3, "0", flag);
      case 'k' -> padded(time.getHour(), 2, " ", flag);
      case 'l' -> padded(time.get(ChronoField.CLOCK_HOUR_OF_AMPM), 2, " ", flag);
      case 'm' -> padded(time.getMonthValue(), 2, "0", flag);
      case 'M' -> padded(time.getMinute(), 2, "0", flag);
      case 'S' -> padded(time.getSecond(), 2, "0", flag);
      case 'U' -> padded((day + 7 - weekday % 7) / 7, 2, "0", flag);
      case 'V' -> padded(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, "0", flag);
      case 'W' -> padded((day + 7 - (weekday - 1)) / 7, 2, "0", flag);
      case 'y' -> padded(time.getYear() % 100, 2, "0", flag);
      case 'Y' -> padded(time.getYear(), 4, "0", flag);
      default -> source;
    };
  }

  private static String padded(int number, int width, String usual, String flag) {
    String fill =
        switch (flag) {
          case "-" -> "";
          case "_" -> " ";
          case "0" -> "0";
          default -> usual;
        };
    String digits = String.valueOf(number);
    return fill.repeat(Math.max(0, width - digits.length())) + digits;
  }
}
