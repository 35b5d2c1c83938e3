package io.sparsed.scheduler.text.jinja;

import io.sparsed.scheduler.text.jinja.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a template into tokens. White space around tags is removed here, by the rules of Jinja2's
 * trim_blocks and lstrip_blocks and by the signs {@code -} and {@code +} of tags.
 */
final class Lexer {
  private static final Pattern BEGIN =
      pattern("\\{%([-+]?)\\s*raw\\s*(?:-%}\\s*|%})|\\{([#%{])([-+]?)");
  private static final Pattern RAW_END =
      pattern("\\{%([-+]?)\\s*endraw\\s*(?:\\+%}|-%}\\s*|%}\\n?)");
  private static final Pattern COMMENT_END = pattern("\\+#}|-#}\\s*|#}\\n?");
  private static final Pattern TAG_END = pattern("\\+%}|-%}\\s*|%}\\n?");
  private static final Pattern OUTPUT_END = pattern("-}}\\s*|}}");
  private static final Pattern PIECE =
      pattern(
          "(\\d\\w*+(?:\\.\\d\\w*+)?(?:(?<=[eE])[+-]\\d+)?)"
              + "|([\\p{javaUnicodeIdentifierStart}_]\\p{javaUnicodeIdentifierPart}*+)"
              + "|(//|\\*\\*|[=!<>]=|[-+/*%~\\[\\](){}<>=.:|,;])");
  private static final List<Kind> KINDS = List.of(Kind.INTEGER, Kind.NAME, Kind.OPERATOR);

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int counted;

  private Lexer(String source) {
    String unix = source.replace("\r\n", "\n").replace('\r', '\n');
    this.source = unix.endsWith("\n") ? unix.substring(0, unix.length() - 1) : unix;
  }

  /** Returns the tokens of a template, of which the last is {@link Kind#END}. */
  static List<Token> tokens(String source) {
    Lexer lexer = new Lexer(source);
    try {
      lexer.run();
    } catch (JinjaException e) {
      throw e.at(lexer.lineAt(lexer.at));
    }
    return lexer.tokens;
  }

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex.replace("\\s", "[" + Text.WHITE_SPACE + "]"));
  }

  private void run() {
    Matcher begin = BEGIN.matcher(source);
    while (begin.find(at)) {
      String kind = begin.group(2);
      if (kind == null) {
        text(begin.start(), begin.group(1), true);
        at = begin.end();
        Matcher end = end(RAW_END, "{% endraw %}");
        text(end.start(), end.group(1), true);
        at = end.end();
      } else {
        text(begin.start(), begin.group(3), !kind.equals("{"));
        at = begin.end();
        switch (kind) {
          case "#" -> at = end(COMMENT_END, "#}").end();
          case "%" -> tag(Kind.TAG_BEGIN, TAG_END, Kind.TAG_END);
          default -> tag(Kind.OUTPUT_BEGIN, OUTPUT_END, Kind.OUTPUT_END);
        }
      }
    }
    add(Kind.TEXT, source.substring(at));
    at = source.length();
    add(Kind.END, "");
  }

  /** Adds the text from here to {@code end}, without the white space that the next tag removes. */
  private void text(int end, String sign, boolean stripsLine) {
    String text = source.substring(at, end);
    if (sign.equals("-")) {
      text = Text.stripTrailing(text);
    } else if (stripsLine && !sign.equals("+")) {
      int lineStart = text.lastIndexOf('\n') + 1;
      boolean isWholeLine = lineStart > 0 || at == 0 || source.charAt(at - 1) == '\n';
      if (isWholeLine && Text.isBlank(text.substring(lineStart))) {
        text = text.substring(0, lineStart);
      }
    }
    add(Kind.TEXT, text);
  }

  private Matcher end(Pattern pattern, String name) {
    Matcher end = pattern.matcher(source);
    if (!end.find(at)) {
      throw new JinjaException(name + " is missing");
    }
    return end;
  }

  private void tag(Kind begin, Pattern endPattern, Kind end) {
    add(begin, "");
    Deque<Character> open = new ArrayDeque<>();
    Matcher matcher = endPattern.matcher(source);
    while (true) {
      skipWhiteSpace();
      if (open.isEmpty() && matcher.region(at, source.length()).lookingAt()) {
        add(end, "");
        at = matcher.end();
        return;
      }
      if (at == source.length()) {
        throw new JinjaException("the end of the template is inside a tag");
      }
      token(open);
    }
  }

  private void token(Deque<Character> open) {
    char first = source.charAt(at);
    if (first == '\'' || first == '"') {
      string(first);
      return;
    }
    Matcher piece = PIECE.matcher(source).region(at, source.length());
    if (!piece.lookingAt()) {
      throw new JinjaException("unexpected character '" + first + "'");
    }
    for (int i = 0; i < KINDS.size(); i++) {
      if (piece.group(i + 1) != null) {
        add(KINDS.get(i), piece.group());
      }
    }
    at = piece.end();
    balance(first, open);
  }

  private static void balance(char bracket, Deque<Character> open) {
    switch (bracket) {
      case '(' -> open.push(')');
      case '[' -> open.push(']');
      case '{' -> open.push('}');
      case ')', ']', '}' -> {
        if (open.isEmpty() || open.pop() != bracket) {
          throw new JinjaException("unexpected '" + bracket + "'");
        }
      }
      default -> {}
    }
  }

  private void string(char quote) {
    int end = at + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw new JinjaException("a string has no end");
    }
    add(Kind.STRING, Escapes.decode(source.substring(at + 1, end)));
    at = end + 1;
  }

  private void skipWhiteSpace() {
    while (at < source.length() && Text.isWhiteSpace(source.charAt(at))) {
      at++;
    }
  }

  private void add(Kind kind, String text) {
    if (kind != Kind.TEXT || !text.isEmpty()) {
      tokens.add(new Token(kind, text, lineAt(at)));
    }
  }

  private int lineAt(int position) {
    for (; counted < position; counted++) {
      line += source.charAt(counted) == '\n' ? 1 : 0;
    }
    return line;
  }
}
